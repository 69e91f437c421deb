public import Diagnostics

/// Why a picture could not be read or made.
public struct PictureError: ReportedError {
  public enum Code: Hashable, Sendable {
    /// There is no such file.
    case missing
    /// The system refuses to read it.
    case unreadable
    /// It has no bytes.
    case empty
    /// It begins as no known format does.
    case unknownFormat
    /// Its format is known, but not this kind of it.
    case unsupported
    /// It is cut short or damaged.
    case corrupt
    /// It is wider or higher than the limit.
    case tooLarge
    /// It is not of the size that is needed, and is not to be resized.
    case wrongSize
    /// The picture could not be encoded.
    case notEncoded
  }

  public let code: Code
  public let report: Report
}

extension PictureError {
  /// The bytes are cut short or damaged; `got` is how that shows.
  static func corrupt(_ format: PictureFormat, place: String, got: String) -> PictureError {
    PictureError(
      code: .corrupt,
      report: Report(
        "the \(format) picture is cut short or damaged", place: place, got: got, cure: "make or fetch the file again"))
  }

  /// The format allows what was `got`, this reader does not.
  static func unsupported(_ format: PictureFormat, place: String, expected: String, got: String) -> PictureError {
    PictureError(
      code: .unsupported,
      report: Report(
        "this kind of \(format) is not read", place: place, expected: expected, got: got,
        cure: "convert it to an ordinary JPEG or PNG"))
  }

  /// The picture cannot be made a file of `format`.
  static func notEncoded(_ format: PictureFormat, place: String?, got: String) -> PictureError {
    PictureError(
      code: .notEncoded,
      report: Report("the picture cannot be made a \(format)", place: place, got: got, cure: "write a smaller picture"))
  }
}
