public import Diagnostics

/// A film that cannot be shown.
public struct FilmError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// The run has no strips.
    case empty
    /// The originals or a strip are not those of the run's images.
    case damaged
  }

  public let code: Code
  public let report: Report
  public let underlying: (any Error)?

  init(_ code: Code, _ report: Report, underlying: (any Error)? = nil) {
    (self.code, self.report, self.underlying) = (code, report, underlying)
  }
}
