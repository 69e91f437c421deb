public import Diagnostics

/// An augmentation that cannot be read, or not be made of these images.
public struct AugmentationError: ReportedError {
  public enum Code: Hashable, Sendable {
    /// No augmentation has this name.
    case unknownName
    /// The value is out of range, or no such word.
    case badValue
    /// One kind is given twice.
    case repeated
    /// Not `name=value`.
    case notReadable
    /// Images of this shape cannot be varied so.
    case shape
  }

  public let code: Code
  public let report: Report

  init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }
}
