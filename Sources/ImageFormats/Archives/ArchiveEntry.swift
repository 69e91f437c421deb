internal import Diagnostics

/// A file in an archive, to be read while the archive stands at it.
public struct ArchiveEntry: ~Copyable {
  /// The path within the archive, `folder/name`; it leads nowhere else.
  public let name: String
  /// The length in bytes that the archive promises; nil where it does not say.
  public let size: Int?

  private let input: ArchiveInput

  init(name: String, size: Int?, input: ArchiveInput) { (self.name, self.size, self.input) = (name, size, input) }

  /// What messages call it: the archive's path and the name.
  public var place: String { "\(input.path), \(name)" }

  /// The name without the folders.
  public var lastComponent: String { name.split(separator: "/").last.map(String.init) ?? name }

  /// Writes the next bytes into `buffer` and returns how many; 0 at the end.
  ///
  /// - Throws: ``ArchiveError``.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    try input.read(into: buffer, place: place)
  }

  /// What reads from it, for a closure, which cannot hold the entry itself.
  var reader: (UnsafeMutableRawBufferPointer) throws -> Int {
    { [input, place] buffer in try input.read(into: buffer, place: place) }
  }

  /// The rest of the entry, which may be `limit` bytes at most.
  ///
  /// - Throws: ``ArchiveError``.
  public func bytes(limit: Int) throws -> [UInt8] {
    var all: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let got = try piece.withUnsafeMutableBytes { try read(into: $0) }
      if got == 0 { return all }
      guard all.count + got <= limit else { throw input.tooLarge(place, limit: "\(limit) bytes") }
      all += piece[..<got]
    }
  }

  func noMemory(bytes: Int) -> ArchiveError {
    ArchiveError(
      code: .noMemory,
      report: Report(
        "no memory for this entry", place: place, expected: "\(bytes) bytes",
        cure: "unpack the archive and give the folder"))
  }
}
