public import Diagnostics

/// A run that cannot be made, found, resumed or used.
public struct RunError: ReportedError {
  /// Why.
  public enum Code: Hashable, Sendable {
    /// There is no run of this name.
    case noRun
    /// The name names no folder of its own below the folder of runs.
    case badName
    /// The folder holds a run of other settings, or the data are no longer the run's.
    case otherSettings
    /// Another process trains the run.
    case busy
    /// The run has no checkpoint yet.
    case noCheckpoint
    /// The checkpoint that is needed is damaged.
    case badCheckpoint
    /// The part of the data that was asked for has no images.
    case noImages
    /// Nothing is at any of the places where the run's images may be.
    case missingData
    /// The run's folder cannot be written.
    case cannotWrite
    /// The loss or a parameter was not a finite number.
    case diverged
  }
  public let code: Code
  public let report: Report
  public let underlying: (any Error)?

  package init(_ code: Code, _ report: Report) { (self.code, self.report, underlying) = (code, report, nil) }

  /// An error whose report has the words of its cause already.
  init(_ code: Code, _ report: Report, cause: any Error) {
    (self.code, self.report, underlying) = (code, report, cause)
  }

  public var description: String { report.description }
}
