public import Diagnostics

/// Why pictures could not be laid out.
public struct GridError: ReportedError {
  public enum Code: Hashable, Sendable {
    /// There are no pictures.
    case empty
    /// The pictures differ in size.
    case sizes
    /// There are not as many reconstructions as originals.
    case pairs
    /// The numbers do not make whole images of 1 or 3 channels.
    case shape
  }

  public let code: Code
  public let report: Report

  public init(code: Code, report: Report) { (self.code, self.report) = (code, report) }
}
