public import Diagnostics

/// A program that ONNX cannot express, or an ONNX file that cannot be written or read.
public struct ONNXError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// An operation has no counterpart in ONNX; the report names it and its layer.
    case operation
    /// A number does not fit into the file's precision.
    case range
    /// The file's precision changes the results too much.
    case precision
    /// The file would be larger than protocol buffers allow.
    case size
    /// The file is missing or cannot be read.
    case cannotRead
    /// The file is not an ONNX model, or is damaged.
    case damaged
    /// The numbers of the file are stored in a way that is not read here.
    case storage
  }

  public let code: Code
  public let report: Report

  package init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }
}
