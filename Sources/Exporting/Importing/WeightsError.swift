public import Diagnostics

/// Weights of another program that do not fit a model.
public struct WeightsError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// The file is of no known kind.
    case kind
    /// Parameters are missing or have other shapes; the report lists them.
    case mismatch
    /// There is a run of this name.
    case exists
  }

  public let code: Code
  public let report: Report

  init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }
}
