public import Diagnostics

/// Why a mean image could not be read or computed.
public struct MeanError: ReportedError {
  public enum Code: Hashable, Sendable {
    /// There is no such file.
    case missing
    /// The system refuses to read it, or it is too large.
    case unreadable
    /// It is no BlobProto message.
    case notBlob
    /// Its shape is no image's.
    case badShape
    /// It holds more or fewer numbers than its shape needs.
    case wrongLength
    /// One of its numbers is no level from 0 to 255.
    case outOfRange
    /// There are no images to take the mean of.
    case noImages
  }

  public let code: Code
  public let report: Report

  init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }
}
