public import Tensors

/// How an input of a program is given to its ONNX model.
public enum ONNXInput: Hashable, Sendable {
  /// Numbers in the units of the program, `[n, …]`.
  case numbers
  /// Pixels from 0 to 1, `[n, …]`; the program reads pixel · scale + offset.
  case pixels(scale: Float, offset: Float)
  /// Bytes, `[n, …]`; the program reads byte · scale + offset.
  case bytes(scale: Float, offset: Float)
  /// Integers, `[n]`, for a program that reads a number per sample, `[n, 1]`.
  case integers

  var element: ONNXElement {
    switch self {
    case .numbers, .pixels: .float
    case .bytes: .uint8
    case .integers: .int64
    }
  }

  /// The dimensions of the input for a program that reads `dimensions` per sample.
  func dimensions(_ dimensions: [Int]) -> [Int?] { [nil] + (self == .integers ? [] : dimensions) }

  /// What the program reads, from the value of the input.
  func prepared(_ given: ONNXValue) -> ONNXValue {
    switch self {
    case .numbers: return given.asReal
    case .pixels(let scale, let offset), .bytes(let scale, let offset):
      return (scale * given.converted(to: .float) + offset).asReal
    case .integers: return given.asReal.reshaped(to: [-1, 1])
    }
  }
}

/// A result of a program, and how its ONNX model returns it.
public struct ONNXOutput {
  let name: String
  let result: TensorResult
  let scale, offset: Float

  /// Creates a result.
  ///
  /// - Parameters:
  ///   - name: The name in the model.
  ///   - result: A result of the program.
  ///   - scale: The factor of the program's value in the model's.
  ///   - offset: The summand of the model's value.
  public init(_ name: String, _ result: TensorResult, scale: Float = 1, offset: Float = 0) {
    (self.name, self.result, self.scale, self.offset) = (name, result, scale, offset)
  }
}
