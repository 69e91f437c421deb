public import Diagnostics

/// A safetensors file that cannot be read or written.
public struct SafetensorsError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// The file is missing or cannot be read.
    case cannotRead
    /// The file ends too early.
    case truncated
    /// The header violates the format.
    case badHeader
    /// Two tensors, or two entries of the metadata, have the same name.
    case duplicateName
    /// The element type is not one that the reader accepts.
    case unsupportedType
    /// Tensors overlap, leave a gap, or differ in size from their shape.
    case badLayout
    /// The checksum does not match: the bytes have changed since they were written.
    case damaged
    /// No tensor has this name.
    case missingTensor
    /// The tensor's shape differs from the requested one, or the metadata lack what a checkpoint needs.
    case mismatch
    /// The tensors or the metadata to be written violate the format.
    case cannotRepresent
  }

  /// The kind of failure.
  public let code: Code
  /// The message.
  public let report: Report

  package init(
    _ code: Code, _ what: String, path: String, expected: String? = nil, got: String? = nil, cure: String? = nil
  ) {
    self.code = code
    report = Report(what, place: path, expected: expected, got: got, cure: cure)
  }

  static func unsupported(_ type: String, of tensor: String, path: String) -> SafetensorsError {
    SafetensorsError(
      .unsupportedType, "tensor \(tensor) has an unsupported element type", path: path,
      expected: SafetensorsFormat.elementType, got: type, cure: "convert the tensor to F32")
  }

  /// The advice for a damaged file.
  static let useAnother = "use another copy of the file"
}
