import CArchive
import Diagnostics
import Files
import Foundation

/// An archive that is being written.
final class ArchiveOutput {
  /// Takes the bytes from libarchive.
  private final class Target {
    let writer: UnsafeMutablePointer<AtomicFileWriter>
    /// Why bytes could not be written.
    var failure: (any Error)?

    init(_ writer: UnsafeMutablePointer<AtomicFileWriter>) { self.writer = writer }

    /// The number of bytes appended, or -1 after a failure.
    func append(_ bytes: UnsafeRawBufferPointer) -> Int {
      do {
        try writer.pointee.append(bytes)
        return bytes.count
      } catch {
        failure = error
        return -1
      }
    }
  }

  private let archive: OpaquePointer
  private let path: String
  private let target: Target

  /// Writes with `writer`, which must live as long.
  init(_ writer: UnsafeMutablePointer<AtomicFileWriter>, path: String, isGzipped: Bool) throws {
    guard let archive = archive_write_new() else { throw Self.cannotWrite(path, "no memory") }
    (self.archive, self.path, target) = (archive, path, Target(writer))
    archive_write_set_format_pax_restricted(archive)
    if isGzipped {
      archive_write_add_filter_gzip(archive)
      // Parameters hardly shrink, whatever the effort; the time of day is left out of the stream.
      archive_write_set_options(archive, "gzip:compression-level=1,gzip:!timestamp")
    }
    // Without zeros up to a whole block, which only tapes need.
    archive_write_set_bytes_in_last_block(archive, 1)
    let status = archive_write_open(
      archive, Unmanaged.passUnretained(target).toOpaque(), nil,
      { _, target, bytes, count in
        guard let target else { return -1 }
        let piece = UnsafeRawBufferPointer(start: bytes, count: count)
        return Unmanaged<Target>.fromOpaque(target).takeUnretainedValue().append(piece)
      }, nil)
    try check(status)
  }

  deinit { archive_write_free(archive) }

  func add(_ bytes: [UInt8], as name: String) throws {
    try begin(name, bytes.count)
    try bytes.withUnsafeBytes { try append($0) }
  }

  /// Adds the first `count` bytes of a file; what `check` throws ends that.
  func add(fileAt source: String, count: Int, as name: String, check: () throws -> Void) throws {
    guard let file = FileHandle(forReadingAtPath: source) else {
      throw RunArchiveError(
        .cannotRead, Report("the file cannot be read", place: source, cure: "check its permissions"))
    }
    defer { try? file.close() }
    try begin(name, count)
    var left = count
    while left > 0, let piece = try file.read(upToCount: min(left, 1 << 20)), !piece.isEmpty {
      try check()
      try piece.withUnsafeBytes { try append($0) }
      left -= piece.count
    }
    guard left == 0 else {
      throw RunArchiveError(
        .cannotRead, Report("the file became shorter while it was read", place: source, cure: "export the run again"))
    }
  }

  private func begin(_ name: String, _ count: Int) throws {
    let entry = archive_entry_new()
    defer { archive_entry_free(entry) }
    archive_entry_set_pathname(entry, name)
    archive_entry_set_size(entry, Int64(count))
    // libarchive's AE_IFREG, a macro that Swift does not see.
    archive_entry_set_filetype(entry, 0o100000)
    archive_entry_set_perm(entry, 0o644)
    try check(archive_write_header(archive, entry))
  }

  private func append(_ bytes: UnsafeRawBufferPointer) throws {
    guard archive_write_data(archive, bytes.baseAddress, bytes.count) == bytes.count else { throw failure }
  }

  func finish() throws { try check(archive_write_close(archive)) }

  private func check(_ status: Int32) throws {
    guard status == ARCHIVE_OK || status == ARCHIVE_WARN else { throw failure }
  }

  private var failure: any Error {
    target.failure
      ?? Self.cannotWrite(path, archive_error_string(archive).map { String(cString: $0) } ?? "unknown")
  }

  private static func cannotWrite(_ path: String, _ words: String) -> RunArchiveError {
    RunArchiveError(
      .cannotWrite,
      Report("the archive cannot be written", place: path, got: words, cure: "free some space, or write it elsewhere"))
  }
}
