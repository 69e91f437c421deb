import Files

/// What an archive says of the run in it; the archive's first file.
struct RunManifest: Codable {
  /// The name of the file.
  static let fileName = "manifest.json"
  /// The format of archives that this version writes and reads.
  static let currentFormat = "hourglass-run-1"

  /// A file of the run.
  struct File: Codable {
    /// The path below the run's folder.
    let path: String
    /// The size in bytes.
    let bytes: Int
    /// The digest in hexadecimal.
    let sha256: String
  }

  /// What a manifest of any version says of itself.
  struct Kind: Codable {
    /// The format of the archive.
    let format: String
    /// The version of Hourglass that wrote it.
    let version: String
  }

  /// The format of the archive.
  let format: String
  /// The run's name below the folder of runs.
  let name: String
  /// The version of Hourglass that wrote the archive.
  let version: String
  /// All files of the run, by path.
  let files: [File]
}
