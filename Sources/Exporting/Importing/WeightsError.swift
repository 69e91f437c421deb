public import Diagnostics

/// Weights of another program that do not fit a model.
public struct WeightsError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// The file is of no known kind.
    case kind
    /// Parameters are missing or have other shapes; the report lists them.
    case mismatch
    /// Parameters are in tensors of integers or of 8 bits, which are not read; the report names the first.
    case type
    /// Numbers are NaN or infinite; the report names their tensor.
    case notFinite
    /// The import was asked to stop; nothing is left of it.
    case interrupted
  }

  public let code: Code
  public let report: Report

  /// The import of the file at `path` was asked to stop.
  static func interrupted(_ path: String) -> WeightsError {
    WeightsError(
      .interrupted, Report("the import was stopped", place: path, cure: "nothing was written; start it again"))
  }

  init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }
}
