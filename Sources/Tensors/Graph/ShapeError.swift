public import Diagnostics

/// A layer that does not fit what it is given, found while a model is traced.
public struct ShapeError: ReportedError {
  /// What does not fit.
  public enum Code: Hashable, Sendable {
    /// The number of dimensions.
    case rank
    /// The channels or features of an input.
    case channels
    /// A kernel that is larger than the padded image.
    case kernel
    /// Two operands that must be alike.
    case mismatch
    /// A number of elements that a reshape would change.
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
