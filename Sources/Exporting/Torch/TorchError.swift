public import Diagnostics

/// A model that cannot be written as a module of PyTorch.
public struct TorchError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// An operation has no counterpart; the report names it and its layer.
    case operation
  }
  public let code: Code
  public let report: Report

  init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }
}
