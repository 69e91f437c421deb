public import Diagnostics

/// A run that cannot be put into an archive, or an archive that holds no whole run.
public struct RunArchiveError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// A file of the run cannot be read.
    case cannotRead
    /// The archive cannot be written.
    case cannotWrite
    /// The run is being trained.
    case busy
    /// The file is no archive of a run.
    case noRun
    /// A later version wrote the archive.
    case version
    /// A file of the archive is missing, differs from its checksum, or is not in the manifest; the report names it.
    case damaged
    /// It was asked to stop; nothing is left of what was written.
    case interrupted
  }

  public let code: Code
  public let report: Report

  /// The reading or writing of the archive at `path` was asked to stop.
  static func interrupted(_ what: String, _ path: String) -> RunArchiveError {
    RunArchiveError(
      .interrupted, Report("the \(what) was stopped", place: path, cure: "nothing was written; start it again"))
  }

  init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }
}
