public import Diagnostics

/// Pictures that do not form a grid.
public struct GridError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// There are no pictures.
    case empty
    /// The pictures differ in size.
    case sizes
    /// Originals and reconstructions differ in number.
    case pairs
    /// The values are not whole images of 1 or 3 channels.
    case shape
  }

  public let code: Code
  public let report: Report

  public init(code: Code, report: Report) { (self.code, self.report) = (code, report) }
}
