public import Diagnostics

/// Augmentations that do not fit the images.
public struct AugmentationError: ReportedError {
  /// Why.
  public enum Code: Hashable, Sendable {
    /// A number is out of range.
    case badValue
    /// Images of this shape cannot be augmented in this way.
    case shape
  }

  public let code: Code
  public let report: Report

  init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }
}
