public import Diagnostics

/// An augmentation that cannot be parsed, or does not fit the images.
public struct AugmentationError: ReportedError {
  public enum Code: Hashable, Sendable {
    /// No augmentation has this name.
    case unknownName
    /// The value is out of range, or an unknown word.
    case badValue
    /// One kind is given twice.
    case repeated
    /// Not `name=value`.
    case notReadable
    /// The augmentation does not fit images of this shape.
    case shape
  }

  public let code: Code
  public let report: Report

  init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }
}
