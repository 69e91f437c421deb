internal import Diagnostics
internal import Files
internal import Foundation

/// The read-only bytes of a file, mapped into memory, or of an archive entry, held in memory.
///
/// A mapped file must keep its length. Replacing it by a new file of the same name is safe.
package final class RecordFile: Sendable {
  /// The path; for an archive entry, the archive's path and the entry's name.
  let path: String
  private nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
  /// The mapping; nil for memory that this object owns.
  private let map: MappedFile?

  /// Maps the file at `path`; an empty file has no bytes.
  package init(path: String) throws {
    let file = try InputFile(path)
    self.path = path
    guard file.count > 0 else {
      map = nil
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let map = MappedFile(file) else {
      throw ImageFileError(
        .unreadable, "the file cannot be mapped into memory", place: path, got: String(cString: strerror(errno)),
        cure: "check the disk that holds the file")
    }
    self.map = map
    bytes = map.bytes
  }

  /// Reads the rest of an archive's entry; memory grows with the bytes received, not with the stated length.
  ///
  /// - Throws: ``ImageFileError``, also when memory runs out.
  init(_ entry: borrowing ArchiveEntry) throws {
    var capacity = 64 << 10
    var memory = malloc(capacity)
    var filled = 0
    do {
      while true {
        if filled == capacity {
          guard let grown = realloc(memory, capacity * 2) else { throw entry.noMemory(bytes: capacity * 2) }
          memory = grown
          capacity *= 2
        }
        guard let start = memory else { throw entry.noMemory(bytes: capacity) }
        let got = try entry.read(into: UnsafeMutableRawBufferPointer(start: start + filled, count: capacity - filled))
        if got == 0 { break }
        filled += got
      }
    } catch {
      free(memory)
      throw error
    }
    path = entry.place
    map = nil
    bytes = UnsafeRawBufferPointer(start: memory, count: filled)
  }

  /// The number of bytes.
  package var count: Int { bytes.count }

  /// Calls `body` with the bytes, valid during the call.
  package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    defer { withExtendedLifetime(self) {} }
    return try body(bytes)
  }

  /// Calls `body` with the bytes of `range`, valid during the call; a large file does not become resident.
  func withBytes<Result>(
    _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    if let map { return try map.withBytes(range, body) }
    return try withBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }

  deinit {
    if map == nil { free(UnsafeMutableRawPointer(mutating: bytes.baseAddress)) }
  }
}
