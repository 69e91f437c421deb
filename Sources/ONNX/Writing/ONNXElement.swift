/// The precision of parameters and of the numbers between operators.
public enum ONNXPrecision: String, CaseIterable, Sendable {
  /// 32 bits.
  case float32
  /// 16 bits, which halves the file; inputs and results are converted at the border and keep 32 bits.
  case float16
}

/// The element type of a value that is being written.
enum ONNXElement: Hashable {
  /// Numbers in the precision of the file.
  case real
  case float, double, int64, uint8, bool

  /// The type in the file.
  func dataType(_ precision: ONNXPrecision) -> Onnx_TensorProto.DataType {
    switch self {
    case .real: precision == .float16 ? .float16 : .float
    case .float: .float
    case .double: .double
    case .int64: .int64
    case .uint8: .uint8
    case .bool: .bool
    }
  }
}
