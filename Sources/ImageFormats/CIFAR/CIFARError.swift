public import Diagnostics

/// Why the CIFAR files could not be read.
public struct CIFARError: ReportedError {
  public enum Code: Hashable, Sendable {
    /// A file between others is not there.
    case missingFile
    /// The archive holds no training images.
    case incomplete
  }

  public let code: Code
  public let report: Report
}
