import Tensors

/// An activation, by its name in model files.
enum ActivationName: String, Codable, Hashable, Sendable, CaseIterable {
  case relu
  case leakyRelu = "leaky-relu"
  case elu, selu, gelu, softplus, tanh, sigmoid

  /// The function.
  func callAsFunction(_ x: Tensor) -> Tensor { kind.map(x.activated) ?? Tensors.gelu(x) }

  /// The engine's activation; nil for GELU, whose derivative is not a function of its value.
  var kind: ActivationKind? {
    switch self {
    case .relu: .relu
    case .leakyRelu: .leakyRelu
    case .elu: .elu
    case .selu: .selu
    case .softplus: .softplus
    case .tanh: .tanh
    case .sigmoid: .sigmoid
    case .gelu: nil
    }
  }
}
