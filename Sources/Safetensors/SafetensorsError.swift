public import Diagnostics

/// Why a safetensors file cannot be used or written.
public struct SafetensorsError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// The file is missing or cannot be read.
    case cannotRead
    /// The file ends too early.
    case truncated
    /// The header is not what the format prescribes.
    case badHeader
    /// Two tensors, or two entries of the metadata, have one name.
    case duplicateName
    /// The elements are of a type that Hourglass does not read.
    case unsupportedType
    /// The tensors overlap, leave a hole, or have another size than their shape.
    case badLayout
    /// The checksum disagrees: the bytes have changed since they were written.
    case damaged
    /// No tensor has this name.
    case missingTensor
    /// The tensor has another shape or element type than asked for.
    case mismatch
    /// The tensors or the metadata to write contradict the format.
    case cannotRepresent
  }

  /// The kind of failure, for code that handles it.
  public let code: Code
  /// The words for a person.
  public let report: Report

  package init(
    _ code: Code, _ what: String, path: String, expected: String? = nil, got: String? = nil, cure: String? = nil
  ) {
    self.code = code
    report = Report(what, place: path, expected: expected, got: got, cure: cure)
  }

  /// What to do about a checkpoint that is no longer whole.
  package static let useAnother = "use another checkpoint, or begin anew with --restart"
}
