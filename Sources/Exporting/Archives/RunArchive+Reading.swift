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
  /// - Returns: the run, and what the archive held.
  /// - Throws: ``RunArchiveError`` for a file that is no archive of a run, or that names the damaged file; `RunError` for
  ///   a name that is taken or not valid; `ImageFileError` for an archive that cannot be unpacked. Nothing is then left.
  public func read(into runs: String, as name: String? = nil) throws -> (run: RunDirectory, content: Content) {
    let manifest = try manifest()
    let listed = Dictionary(manifest.files.map { ($0.path, $0) }) { first, _ in first }
    guard listed["run.yaml"] != nil else {
      throw RunArchiveError(
        .noRun, Report("the archive holds no run", place: path, expected: "a file run.yaml", cure: "give another file"))
    }
    let staging = "\(runs)/importing-\(ProcessInfo.processInfo.processIdentifier)"
    do {
      try ArchiveFile(path: path, limits: Self.limits).unpack(to: staging) { $0 != RunManifest.fileName }
      try check(staging, listed)
      _ = try RunFile(path: "\(staging)/run.yaml")
      let run = try RunShelf(path: runs).rename(RunDirectory(path: staging), to: name ?? manifest.name)
      return (
        run,
        Content(
          name: name ?? manifest.name, files: listed.count, bytes: manifest.files.reduce(0) { $0 + $1.bytes })
      )
    } catch {
      try? FileManager.default.removeItem(atPath: staging)
      throw error
    }
  }

  /// A run may be larger than a data set.
  private static let limits = ArchiveLimits(entry: 1 << 40, total: 1 << 42, entries: 1_000_000)
  /// The maximum bytes of a manifest.
  private static let maxManifest = 256 << 20

  /// The manifest, the archive's first file.
  private func manifest() throws -> RunManifest {
    var text: [UInt8]?
    try ArchiveFile(path: path, limits: Self.limits).forEach { entry in
      if entry.name == RunManifest.fileName { text = try entry.bytes(limit: Self.maxManifest) }
      return false
    }
    guard let text, let manifest = try? RunManifest(jsonLine: String(decoding: text, as: UTF8.self)) else {
      throw RunArchiveError(
        .noRun,
        Report(
          "not an archive of a run", place: path, expected: "\(RunManifest.fileName) as the first file",
          cure: "give a file that `hourglass runs export` wrote"))
    }
    guard manifest.format == RunManifest.currentFormat else {
      throw RunArchiveError(
        .version,
        Report(
          "the archive has another format", place: path, expected: RunManifest.currentFormat, got: manifest.format,
          cure: "read it with Hourglass \(manifest.version) or later"))
    }
    return manifest
  }

  /// Compares the files below `folder` with the manifest.
  private func check(_ folder: String, _ listed: [String: RunManifest.File]) throws {
    func damaged(_ file: String, _ what: String, expected: String, got: String) -> RunArchiveError {
      RunArchiveError(
        .damaged,
        Report(
          what, place: "\(path), \(file)", expected: expected, got: got,
          cure: "copy the archive again, or export it again"))
    }
    for file in listed.values.sorted(by: { $0.path < $1.path }) {
      let place = "\(folder)/\(file.path)"
      let isWithin = !file.path.split(separator: "/").contains("..")
      guard isWithin, FileManager.default.fileExists(atPath: place) else {
        throw damaged(file.path, "the file is missing", expected: Figures.bytes(file.bytes), got: "none")
      }
      let digest = try SHA256.ofFile(at: place)
      guard digest == file.sha256 else {
        throw damaged(file.path, "the file is damaged", expected: "SHA-256 \(file.sha256)", got: digest)
      }
    }
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() where listed[name] == nil {
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
      if exists, !isFolder.boolValue {
        throw damaged(name, "the file is not in the manifest", expected: "the files that it lists", got: name)
      }
    }
  }
}
