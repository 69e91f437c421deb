import Diagnostics
import Files
import Foundation
import ImageFormats
public import Training

extension RunArchive {
  /// Unpacks the run into the folder of all runs, checks every file, and gives the run its name.
  ///
  /// - Parameters:
  ///   - runs: The folder of all runs.
  ///   - name: The name below it; nil for the name that the run had.
  ///   - shouldStop: Asked again and again; after true nothing of the run is left.
  /// - Returns: the run, and what the archive held.
  /// - Throws: ``RunArchiveError`` for a file that is no archive of a run, or that names the damaged file; `RunError` for
  ///   a name that is taken or not valid; `ImageFileError` for a file that is no archive, or one with a path that leads
  ///   out of it; `AtomicFileError` when the run cannot be written. Nothing is then left.
  public func read(
    into runs: String, as name: String? = nil, shouldStop: () -> Bool = { false }
  ) throws -> (run: RunDirectory, content: Content) {
    let manifest = try manifest()
    guard manifest.files.contains(where: { $0.path == "run.yaml" }) else {
      throw RunArchiveError(
        .noRun, Report("the archive holds no run", place: path, expected: "a file run.yaml", cure: "give another file"))
    }
    let name = name ?? manifest.name
    let run = try RunShelf(path: runs).make(name, option: "--as") { directory in
      try unpack(manifest.files, to: directory.path) {
        if shouldStop() { throw RunArchiveError.interrupted("import", path) }
      }
      _ = try RunFile(path: directory.runFile)
    }
    return (
      run, Content(name: name, files: manifest.files.count, bytes: manifest.files.reduce(0) { $0 + $1.bytes })
    )
  }

  /// A run may be larger than a data set.
  private static let limits = ArchiveLimits(entry: 1 << 40, total: 1 << 42, entries: 1_000_000)
  /// The maximum bytes of a manifest.
  private static let maxManifest = 256 << 20

  /// The manifest, the archive's first file.
  private func manifest() throws -> RunManifest {
    var text: [UInt8]?
    do {
      try ArchiveFile(path: path, limits: Self.limits).forEach { entry in
        if entry.name == RunManifest.fileName { text = try entry.bytes(limit: Self.maxManifest) }
        return false
      }
    } catch let error as ImageFileError where error.code == .corrupt {
      throw damaged(error, RunManifest.fileName)
    }
    guard let text else {
      throw RunArchiveError(
        .noRun,
        Report(
          "not an archive of a run", place: path, expected: "\(RunManifest.fileName) as the first file",
          cure: "give a file that `hourglass runs export` wrote"))
    }
    let line = String(decoding: text, as: UTF8.self)
    // A later manifest may hold other things than those of this one.
    guard let kind = try? RunManifest.Kind(jsonLine: line) else { throw damagedManifest }
    guard kind.format == RunManifest.currentFormat else {
      throw RunArchiveError(
        .version,
        Report(
          "the archive has another format", place: path, expected: RunManifest.currentFormat, got: kind.format,
          cure: "read it with Hourglass \(kind.version) or later"))
    }
    guard let manifest = try? RunManifest(jsonLine: line) else { throw damagedManifest }
    try checkSizes(manifest)
    return manifest
  }

  /// Refuses sizes that no run has, so that sums of them do not overflow.
  private func checkSizes(_ manifest: RunManifest) throws {
    var total = 0
    for file in manifest.files {
      guard (0...Self.limits.entry).contains(file.bytes) else {
        throw damaged(
          file.path, "the manifest has a size that no file has", expected: "0 to \(Figures.bytes(Self.limits.entry))",
          got: "\(file.bytes) bytes")
      }
      total += file.bytes
      guard total <= Self.limits.total else {
        throw damaged(
          file.path, "the manifest has sizes that no run has",
          expected: "at most \(Figures.bytes(Self.limits.total)) in all", got: "more with this file")
      }
    }
  }

  private var damagedManifest: RunArchiveError {
    damaged(RunManifest.fileName, "the manifest cannot be read", expected: "an object of JSON", got: "another text")
  }

  private func damaged(_ error: ImageFileError, _ file: String) -> RunArchiveError {
    damaged(file, error.report.what, expected: "a whole archive", got: error.report.got)
  }

  private func damaged(_ file: String, _ what: String, expected: String, got: String?) -> RunArchiveError {
    RunArchiveError(
      .damaged,
      Report(
        what, place: "\(path), \(file)", expected: expected, got: got,
        cure: "copy the archive again, or export it again"))
  }

  /// Writes the files to `folder`, each compared with the manifest before the next; what `check` throws ends that.
  private func unpack(
    _ files: [RunManifest.File], to folder: String, check: () throws -> Void
  ) throws {
    var left = Dictionary(files.map { ($0.path, $0) }) { first, _ in first }
    var open: String?
    do {
      try ArchiveFile(path: path, limits: Self.limits).forEach { entry in
        guard entry.name != RunManifest.fileName else { return true }
        guard let file = left[entry.name] else {
          throw damaged(
            entry.name, "the file is not in the manifest", expected: "the files that the manifest lists, once",
            got: entry.name)
        }
        open = file.path
        let digest = try write(entry, file, to: "\(folder)/\(file.path)", check: check)
        guard digest == file.sha256 else {
          throw damaged(file.path, "the file is damaged", expected: "SHA-256 \(file.sha256)", got: digest)
        }
        (left[file.path], open) = (nil, nil)
        return true
      }
    } catch let error as ImageFileError where error.code == .corrupt {
      // The end of the stream, where nothing of the run is, has no file's name.
      guard let file = open ?? files.first(where: { left[$0.path] != nil })?.path else { throw error }
      throw damaged(error, file)
    }
    if let missing = files.first(where: { left[$0.path] != nil }) {
      throw damaged(missing.path, "the file is missing", expected: Figures.bytes(missing.bytes), got: "none")
    }
  }

  /// Writes a file of the archive to `target`, no byte more than the manifest says, and returns its digest.
  private func write(
    _ entry: borrowing ArchiveEntry, _ file: RunManifest.File, to target: String, check: () throws -> Void
  ) throws -> String {
    try Folder.make(
      (target as NSString).deletingLastPathComponent, cure: "choose a folder that can be written with --runs")
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { buffer.deallocate() }
    var digest = SHA256()
    if let size = entry.size, size != file.bytes { throw otherSize(file, Figures.count(size, "byte")) }
    // A closure cannot borrow the entry.
    let read = entry.reader
    var count = 0
    try AtomicFile.write(to: target, byteCount: file.bytes) { writer in
      while true {
        try check()
        let got = try read(buffer)
        if got == 0 { break }
        count += got
        guard count <= file.bytes else { throw otherSize(file, "more") }
        let piece = UnsafeRawBufferPointer(rebasing: buffer[..<got])
        digest.add(piece)
        try writer.append(piece)
      }
      guard count == file.bytes else { throw otherSize(file, Figures.count(count, "byte")) }
    }
    return digest.finish()
  }

  private func otherSize(_ file: RunManifest.File, _ got: String) -> RunArchiveError {
    damaged(
      file.path, "the file has another size than in the manifest", expected: Figures.count(file.bytes, "byte"), got: got
    )
  }
}
