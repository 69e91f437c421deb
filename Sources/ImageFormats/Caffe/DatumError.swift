public import Diagnostics

/// Why a record of a database of images is no image.
public struct DatumError: ReportedError {
  public enum Code: Hashable, Sendable {
    /// The value is no Datum message.
    case notDatum
    /// A size is negative, zero, missing or beyond the limit.
    case badShape
    /// It has neither one channel nor three.
    case unsupportedChannels
    /// Its data are not as long as its shape needs.
    case wrongLength
    /// Its numbers are no whole levels from 0 to 255.
    case notBytes
    /// Its shape is not that of the other records.
    case mixedShapes
    /// A database of labels does not fit the database of images.
    case labelsDiffer
    /// A record of a database of labels holds no label.
    case noLabel
  }

  public let code: Code
  public let report: Report

  init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }
}
