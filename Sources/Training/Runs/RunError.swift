public import Diagnostics

/// A run that cannot be made, found, resumed or used.
public struct RunError: ReportedError {
  /// Why.
  public enum Code: Hashable, Sendable {
    /// There is no run of this name.
    case noRun
    /// The name is not that of a folder below the folder of runs.
    case badName
    /// The folder holds a run of other settings, or the images are not those of the run.
    case otherSettings
    /// Another process trains the run.
    case busy
    /// The run has no checkpoint yet, or none from which training continues.
    case noCheckpoint
    /// The checkpoint that is needed is damaged.
    case badCheckpoint
    /// The part of the data that was asked for has no images.
    case noImages
    /// The images lack the labels that the model needs, or have labels outside its classes.
    case labels
    /// The run's images are at none of the places where they may be.
    case missingData
    /// The run's folder cannot be written.
    case cannotWrite
    /// The tags and the note of the run cannot be read.
    case badNotes
    /// The range of the array that the run was trained on cannot be read.
    case badArray
    /// The loss or a parameter is not finite.
    case diverged
  }
  public let code: Code
  public let report: Report
  public let underlying: (any Error)?

  package init(_ code: Code, _ report: Report) { (self.code, self.report, underlying) = (code, report, nil) }

  /// An error whose report quotes its cause.
  init(_ code: Code, _ report: Report, cause: any Error) {
    (self.code, self.report, underlying) = (code, report, cause)
  }

  public var description: String { report.description }
}
