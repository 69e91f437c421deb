public import Hourglass

/// What the catalogue cannot do.
public struct CatalogueError: ReportedError {
  /// Why.
  public enum Code: Hashable, Sendable {
    /// There is no run of this identifier.
    case noRun
    /// There is no data set of this identifier, or no such image or part of it.
    case noDataSet
    /// The data set is used by runs, or is being made.
    case inUse
    /// A text is not valid as a name, a title or a note.
    case badValue
    /// The path is not below a root, or not that of a file or folder.
    case badPath
    /// A folder or file cannot be read.
    case unreadable
    /// A folder or file cannot be written.
    case cannotWrite
  }
  public let code: Code
  public let report: Report
  public let underlying: (any Error)?

  init(_ code: Code, _ report: Report, cause: (any Error)? = nil) {
    (self.code, self.report, underlying) = (code, report, cause)
  }

  public var description: String { report.description }
}
