public import Diagnostics

/// Why a PNG file could not be read or made.
public struct PNGError: ReportedError {
  public enum Code: Hashable, Sendable {
    /// There is no such file.
    case missing
    /// The system refuses to read it.
    case unreadable
    /// It does not begin with the PNG signature.
    case notPNG
    /// It is cut short or damaged.
    case corrupt
    /// It is wider or higher than the limit.
    case tooLarge
    /// libpng could not encode the picture.
    case notEncoded
  }

  public let code: Code
  public let report: Report
}
