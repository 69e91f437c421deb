internal import Diagnostics
internal import Foundation

/// A file's bytes as memory, read-only: mapped, so that the system reads them from the disk when they are touched; or taken
/// out of an archive.
///
/// A mapped file must keep its length, as data sets do: programs that replace a file by a new one of the same name leave the
/// mapped one alone.
package final class RecordFile: Sendable {
  /// The path, or the archive's and the entry's name.
  let path: String
  private nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
  /// The mapping; nil for bytes that are this object's own.
  private let map: MappedFile?

  /// Maps the file at `path`; an empty file has no bytes.
  package init(path: String) throws(RecordsError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw RecordsError(number: errno, path: path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw RecordsError(
        code: .unreadable,
        report: Report("not a regular file", place: path, expected: "a file", cure: "give the path of a file"))
    }
    self.path = path
    let count = Int(status.st_size)
    guard count > 0 else {
      map = nil
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let map = MappedFile(descriptor: descriptor, count: count) else {
      throw RecordsError(number: errno, path: path)
    }
    self.map = map
    bytes = map.bytes
  }

  /// Takes the rest of an archive's entry into memory, which grows with the bytes that come, not with what is promised.
  ///
  /// - Throws: ``ArchiveError``; also where no memory is left.
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

  /// How many bytes there are.
  package var count: Int { bytes.count }

  /// Calls `body` with the bytes, which must not be used after it.
  package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    defer { withExtendedLifetime(self) {} }
    return try body(bytes)
  }

  /// Calls `body` with the bytes of `range`, which must not be used after it; a great file does not become resident by it.
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
