/// The precision of parameters and of the numbers between operators.
///
/// What a choice is made by, such as the nearest code, has 32 bits in both.
public enum ONNXPrecision: String, CaseIterable, Sendable {
  /// 32 bits.
  case float32
  /// 16 bits, which halves the file; inputs and results are converted at the border and keep 32 bits.
  case float16
}

/// The element type of a value that is being written.
enum ONNXElement: Hashable {
  case float, half, double, int64, uint8, bool

  /// The type in the file.
  var dataType: Onnx_TensorProto.DataType {
    switch self {
    case .float: .float
    case .half: .float16
    case .double: .double
    case .int64: .int64
    case .uint8: .uint8
    case .bool: .bool
    }
  }
}
