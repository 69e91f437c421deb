internal import Diagnostics

/// A file in an archive; it can be read until the archive moves to the next.
public struct ArchiveEntry: ~Copyable {
  /// The path within the archive, `folder/name`, without `..`.
  public let name: String
  /// The stated length in bytes; nil if the archive does not state it.
  public let size: Int?

  private let input: ArchiveInput

  init(name: String, size: Int?, input: ArchiveInput) { (self.name, self.size, self.input) = (name, size, input) }

  /// The archive's path and the name, for messages.
  public var place: String { "\(input.path), \(name)" }

  /// The name without its folders.
  public var lastComponent: String { name.split(separator: "/").last.map(String.init) ?? name }

  /// Reads the next bytes into `buffer` and returns their number; 0 at the end.
  ///
  /// - Throws: ``ImageFileError``.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    try input.read(into: buffer, place: place)
  }

  /// The same as ``read(into:)`` as a closure, because a closure cannot capture the entry.
  package var reader: (UnsafeMutableRawBufferPointer) throws -> Int {
    { [input, place] buffer in try input.read(into: buffer, place: place) }
  }

  /// Reads the rest of the entry, at most `limit` bytes.
  ///
  /// - Throws: ``ImageFileError``.
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

  func noMemory(bytes: Int) -> ImageFileError {
    ImageFileError(
      .noMemory, "out of memory for this entry", place: place, expected: "\(bytes) bytes",
      cure: "unpack the archive and give the folder")
  }
}
