import CArchive
import Diagnostics
import Files
import Foundation
public import Training

/// A run in one file, `.tar`, `.tar.gz` or `.tgz`: a manifest with the checksum of every file, then the files.
///
/// An archive is read on any machine by any version that knows its format; a file that was damaged on the way is named.
public struct RunArchive: Sendable {
  /// The path of the archive.
  public let path: String

  /// The archive at `path`, which need not exist.
  public init(path: String) { self.path = path }

  /// The extensions of archives.
  public static let extensions = [".tar.gz", ".tgz", ".tar"]

  /// Whether the name of the file at `path` is that of an archive.
  public static func isName(_ path: String) -> Bool { extensions.contains { path.lowercased().hasSuffix($0) } }

  /// What was put into an archive.
  public struct Content: Codable, Sendable {
    /// The run's name.
    public let name: String
    /// The number of files.
    public let files: Int
    /// Their bytes.
    public let bytes: Int
  }

  /// Writes the run in `directory`, called `name`, whole or not at all.
  ///
  /// Every file of its folder is in the archive but for hidden ones and links.
  ///
  /// - Throws: ``RunArchiveError`` for a run that is being trained or cannot be read, or an archive that cannot be
  ///   written.
  public func write(_ directory: RunDirectory, name: String) throws -> Content {
    guard !directory.isTraining else {
      throw RunArchiveError(
        .busy, Report("the run is being trained", place: directory.path, cure: "wait for it, or stop it with Ctrl-C"))
    }
    let files = try Self.files(in: directory.path)
    let manifest = RunManifest(
      format: RunManifest.currentFormat, name: name, version: Run.version, files: files)
    let partial = "\(path).partial-\(ProcessInfo.processInfo.processIdentifier)"
    do {
      let output = try ArchiveOutput(path: partial, isGzipped: !path.lowercased().hasSuffix(".tar"))
      try output.add(Array((try manifest.jsonLine() + "\n").utf8), as: RunManifest.fileName)
      for file in files { try output.add(fileAt: "\(directory.path)/\(file.path)", count: file.bytes, as: file.path) }
      try output.finish()
      guard rename(partial, path) == 0 else { throw ArchiveOutput.cannotWrite(path, String(cString: strerror(errno))) }
    } catch {
      unlink(partial)
      throw error
    }
    return Content(name: name, files: files.count, bytes: files.reduce(0) { $0 + $1.bytes })
  }

  /// The files below `folder`, by path, with their checksums.
  private static func files(in folder: String) throws -> [RunManifest.File] {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
    return try names.sorted().compactMap { name in
      guard !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) else { return nil }
      let path = "\(folder)/\(name)"
      var status = stat()
      guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
      return RunManifest.File(path: name, bytes: Int(status.st_size), sha256: try SHA256.ofFile(at: path))
    }
  }
}

/// An archive that is being written.
private final class ArchiveOutput {
  private let archive: OpaquePointer
  private let path: String

  init(path: String, isGzipped: Bool) throws {
    guard let archive = archive_write_new() else { throw Self.cannotWrite(path, "no memory") }
    (self.archive, self.path) = (archive, path)
    archive_write_set_format_pax_restricted(archive)
    if isGzipped {
      archive_write_add_filter_gzip(archive)
      // Parameters hardly shrink, whatever the effort; the time of day is left out of the stream.
      archive_write_set_options(archive, "gzip:compression-level=1,gzip:!timestamp")
    }
    try check(archive_write_open_filename(archive, path))
  }

  deinit { archive_write_free(archive) }

  func add(_ bytes: [UInt8], as name: String) throws {
    try begin(name, bytes.count)
    try bytes.withUnsafeBytes { try append($0) }
  }

  func add(fileAt source: String, count: Int, as name: String) throws {
    guard let file = FileHandle(forReadingAtPath: source) else {
      throw RunArchiveError(
        .cannotRead, Report("the file cannot be read", place: source, cure: "check its permissions"))
    }
    defer { try? file.close() }
    try begin(name, count)
    var left = count
    while left > 0, let piece = try file.read(upToCount: min(left, 1 << 20)), !piece.isEmpty {
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

  private var failure: RunArchiveError {
    Self.cannotWrite(path, archive_error_string(archive).map { String(cString: $0) } ?? "unknown")
  }

  static func cannotWrite(_ path: String, _ words: String) -> RunArchiveError {
    RunArchiveError(
      .cannotWrite,
      Report("the archive cannot be written", place: path, got: words, cure: "free some space, or write it elsewhere"))
  }
}
