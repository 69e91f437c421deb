public import Diagnostics

/// A shape mismatch found while a model is traced.
public struct ShapeError: ReportedError {
  /// The part that does not fit.
  public enum Code: Hashable, Sendable {
    /// The number of dimensions.
    case rank
    /// The channels or features of an input.
    case channels
    /// A kernel larger than the padded image.
    case kernel
    /// Two operands with different shapes.
    case mismatch
    /// The number of elements in a reshape.
    case count
    /// An argument outside its range.
    case argument
  }
  public let code: Code
  public var report: Report

  package init(_ code: Code, _ report: Report) {
    self.code = code
    self.report = report
  }
}
