/// A published file: its name, its length and its checksum.
public struct DownloadFile: Hashable, Sendable {
  /// The file name at every mirror and on the disk.
  public let name: String
  /// The published length in bytes; a mirror's may differ if the checksum is that of the content.
  public let bytes: Int
  /// The published digest.
  package let checksum: Checksum

  /// Describes a published file.
  ///
  /// - Parameters:
  ///   - name: the file name at every mirror.
  ///   - bytes: the length in bytes.
  ///   - checksum: the digest.
  package init(name: String, bytes: Int, checksum: Checksum) {
    (self.name, self.bytes, self.checksum) = (name, bytes, checksum)
  }

  /// The maximum number of bytes accepted from a server; other compressions differ by less.
  var maxBytes: Int { bytes * 2 + (1 << 16) }

  /// Whether the file at `path` has this checksum.
  func isAt(_ path: String) -> Bool { (try? checksum.found(inFileAt: path)) == checksum }
}
