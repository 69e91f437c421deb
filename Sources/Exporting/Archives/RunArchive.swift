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
  /// - Parameters:
  ///   - directory: The run.
  ///   - name: The run's name in the archive.
  ///   - shouldStop: Asked again and again; after true what was at the path is untouched.
  /// - Throws: ``RunArchiveError`` for a run that is being trained or cannot be read, `AtomicFileError` for an archive
  ///   that cannot be written.
  public func write(
    _ directory: RunDirectory, name: String, shouldStop: () -> Bool = { false }
  ) throws -> Content {
    guard !directory.isTraining else {
      throw RunArchiveError(
        .busy, Report("the run is being trained", place: directory.path, cure: "wait for it, or stop it with Ctrl-C"))
    }
    func check() throws { if shouldStop() { throw RunArchiveError.interrupted("export", path) } }
    let files = try Self.files(in: directory.path, check: check)
    let manifest = RunManifest(
      format: RunManifest.currentFormat, name: name, version: Run.version, files: files)
    let bytes = files.reduce(0) { $0 + $1.bytes }
    try AtomicFile.write(to: path, byteCount: bytes) { writer in
      try withUnsafeMutablePointer(to: &writer) { writer in
        let output = try ArchiveOutput(writer, path: path, isGzipped: !path.lowercased().hasSuffix(".tar"))
        try output.add(Array((try manifest.jsonLine() + "\n").utf8), as: RunManifest.fileName)
        for file in files {
          try output.add(fileAt: "\(directory.path)/\(file.path)", count: file.bytes, as: file.path, check: check)
        }
        try output.finish()
      }
    }
    return Content(name: name, files: files.count, bytes: bytes)
  }

  /// The files below `folder`, by path, with their checksums.
  private static func files(in folder: String, check: () throws -> Void) throws -> [RunManifest.File] {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
    return try names.sorted().compactMap { name in
      guard !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) else { return nil }
      let path = "\(folder)/\(name)"
      var status = stat()
      guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
      return RunManifest.File(path: name, bytes: Int(status.st_size), sha256: try SHA256.ofFile(at: path, check: check))
    }
  }
}
