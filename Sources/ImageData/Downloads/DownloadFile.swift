/// A published file: its name, its length and its checksum.
public struct DownloadFile: Hashable, Sendable {
  /// The name at every mirror, and here.
  public let name: String
  /// The published length in bytes; a mirror's may differ where the checksum is that of the content.
  public let bytes: Int
  /// Its published digest.
  public let checksum: Checksum

  /// A file of `bytes` bytes, called `name` at every mirror.
  public init(name: String, bytes: Int, checksum: Checksum) {
    (self.name, self.bytes, self.checksum) = (name, bytes, checksum)
  }

  /// The most that is taken from a server, in bytes: no compression differs so much.
  var greatestBytes: Int { bytes * 2 + (1 << 16) }

  /// Whether the file at `path` is this one.
  func isAt(_ path: String) -> Bool { (try? checksum.found(inFileAt: path)) == checksum }
}
