internal import CArchive
internal import Diagnostics
internal import Foundation

/// An open archive, read from front to back.
///
/// libarchive reads tar and zip. zlib inflates a gzipped tar first, because it verifies the stream's checksum and
/// libarchive does not.
package final class ArchiveInput {
  /// libarchive's AE_IFREG, a macro that Swift does not see.
  package static let regularFile: UInt32 = 0o100000

  let path: String
  private let limits: ArchiveLimits
  private let archive: OpaquePointer
  /// The bytes of a tar; nil for a zip, whose directory is at its end.
  private let tar: TarStream?
  private var delivered = 0
  private var deliveredInAll = 0
  /// The sizes that the entries so far have stated.
  private var stated = 0
  private var entries = 0

  init(path: String, limits: ArchiveLimits) throws {
    guard let archive = archive_read_new() else {
      throw ImageFileError(.noMemory, "out of memory to read the archive", place: path)
    }
    (self.path, self.archive) = (path, archive)
    let input: InflatingInput
    do {
      input = try InflatingInput(path: path)
    } catch {
      archive_read_free(archive)
      throw error
    }
    // Sparse tar entries and other compressions in a zip may expand further; no data set needs that.
    let maxEntry = max(1 << 16, input.fileBytes * InflatingInput.maxExpansion)
    self.limits = ArchiveLimits(entry: min(limits.entry, maxEntry), total: limits.total, entries: limits.entries)
    let isZip = !input.isGzipped && Self.isZip(path)
    tar = isZip ? nil : TarStream(input, limit: limits.total)
    // All properties are set, so an error runs deinit.
    try open()
  }

  deinit { archive_read_free(archive) }

  private func open() throws {
    guard let tar else {
      archive_read_support_format_zip_seekable(archive)
      return try check(archive_read_open_filename(archive, path, 64 << 10))
    }
    archive_read_support_format_tar(archive)
    let status = archive_read_open(
      archive, Unmanaged.passUnretained(tar).toOpaque(), nil,
      { _, stream, piece in
        guard let stream else { return -1 }
        return Unmanaged<TarStream>.fromOpaque(stream).takeUnretainedValue().read(piece)
      }, nil)
    try check(status)
  }

  private static func isZip(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path), let start = try? file.read(upToCount: 4) else { return false }
    return start == Data([0x50, 0x4B, 3, 4]) || start == Data([0x50, 0x4B, 5, 6])
  }

  /// Moves to the next file; nil at the end of a complete archive.
  func next() throws -> ArchiveEntry? {
    while true {
      var entry: OpaquePointer?
      let status = archive_read_next_header(archive, &entry)
      if status == ARCHIVE_EOF {
        try tar?.finish()
        return nil
      }
      guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry else {
        throw tar?.failure ?? corrupt(path, code: entries == 0 ? .wrongFormat : .corrupt)
      }
      entries += 1
      guard entries <= limits.entries else { throw tooLarge(path, limit: "\(limits.entries) entries") }
      guard archive_entry_filetype(entry) == Self.regularFile, archive_entry_hardlink(entry) == nil else { continue }
      let name = try Self.name(of: entry, in: path)
      guard archive_entry_is_data_encrypted(entry) == 0 else {
        throw ImageFileError(
          .unsupported, "the entry is encrypted", place: "\(path), \(name)", cure: "unpack the archive yourself")
      }
      let size = archive_entry_size_is_set(entry) == 0 ? nil : Int(archive_entry_size(entry))
      if let size, size > limits.entry { throw tooLarge("\(path), \(name)", limit: "\(limits.entry) bytes") }
      // Entries of a zip may share their bytes, so that a small file holds many large ones.
      let share = max(0, size ?? 0)
      guard share <= limits.total - stated else { throw tooLarge(path, limit: "\(limits.total) bytes in all") }
      stated += share
      delivered = 0
      return ArchiveEntry(name: name, size: size, input: self)
    }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer, place: String) throws -> Int {
    guard !buffer.isEmpty else { return 0 }
    let got = archive_read_data(archive, buffer.baseAddress, buffer.count)
    guard got >= 0 else { throw tar?.failure ?? corrupt(place, code: .corrupt) }
    delivered += got
    deliveredInAll += got
    guard delivered <= limits.entry else { throw tooLarge(place, limit: "\(limits.entry) bytes") }
    guard deliveredInAll <= limits.total else { throw tooLarge(path, limit: "\(limits.total) bytes in all") }
    return got
  }

  /// The path within the archive, without `.` and doubled slashes.
  private static func name(of entry: OpaquePointer, in path: String) throws(ImageFileError) -> String {
    let text = archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry)
    let name = text.map { String(cString: $0) } ?? ""
    let components = name.split(separator: "/").filter { $0 != "." }
    guard !name.hasPrefix("/"), !components.isEmpty, !components.contains("..") else {
      throw ImageFileError(
        .unsafePath, "an entry's path leads out of the archive", place: path, expected: "a path such as folder/name",
        got: name.debugDescription, cure: "do not use this archive")
    }
    return components.joined(separator: "/")
  }

  private func check(_ status: Int32) throws {
    guard status == ARCHIVE_OK || status == ARCHIVE_WARN else {
      throw tar?.failure ?? corrupt(path, code: .wrongFormat)
    }
  }

  private func corrupt(_ place: String, code: ImageFileError.Code) -> ImageFileError {
    let words = archive_error_string(archive).map {
      String(cString: $0).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    return ImageFileError(
      code, code == .wrongFormat ? "not an archive" : "the archive is damaged", place: place,
      expected: code == .wrongFormat ? "a .tar.gz, .tgz, .tar or .zip file" : nil, got: words,
      cure: "fetch the file again")
  }

  func tooLarge(_ place: String, limit: String) -> ImageFileError {
    ImageFileError(
      .tooLarge, "the archive holds too much", place: place, expected: "at most \(limit)",
      cure: "unpack it yourself and give the folder")
  }
}
