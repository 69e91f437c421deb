public import Diagnostics

/// A picture that could not be read or made.
public struct PictureError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// It has no bytes.
    case empty
    /// It has an unknown format.
    case unknownFormat
    /// Its format is known, but this kind of it is not supported.
    case unsupported
    /// It is cut short or damaged.
    case corrupt
    /// It is wider or higher than the limit.
    case tooLarge
    /// Its size differs from the others', without resizing.
    case wrongSize
    /// The picture could not be encoded.
    case notEncoded
  }

  public let code: Code
  public let report: Report

  init(
    _ code: Code, _ what: String, place: String? = nil, expected: String? = nil, got: String? = nil,
    cure: String? = nil
  ) {
    self.code = code
    report = Report(what, place: place, expected: expected, got: got, cure: cure)
  }
}

extension PictureError {
  /// The error for bytes that are cut short or damaged; `got` says how.
  static func corrupt(_ format: PictureFormat, place: String, got: String) -> PictureError {
    PictureError(
      .corrupt, "the \(format) picture is cut short or damaged", place: place, got: got,
      cure: "make or fetch the file again")
  }

  /// The error for a kind of the format that is not supported.
  static func unsupported(_ format: PictureFormat, place: String, expected: String, got: String) -> PictureError {
    PictureError(
      .unsupported, "this kind of \(format) is not read", place: place, expected: expected, got: got,
      cure: "convert it to an ordinary JPEG or PNG")
  }

  /// The error for a picture that cannot be encoded.
  static func notEncoded(_ format: PictureFormat, got: String) -> PictureError {
    PictureError(.notEncoded, "the picture cannot be encoded as \(format)", got: got, cure: "write a smaller picture")
  }
}
