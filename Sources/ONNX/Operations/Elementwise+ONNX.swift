import Tensors

extension Elementwise: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue { kind.lower(node[0], node[1]) }
}

extension Elementwise.Kind {
  /// Writes the arithmetic of two values.
  func lower(_ a: ONNXValue, _ b: ONNXValue) -> ONNXValue {
    switch self {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    }
  }
}

extension Activation: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue {
    switch kind {
    case .relu: node[0].unary("Relu")
    case .tanh: node[0].unary("Tanh")
    case .sigmoid: node[0].unary("Sigmoid")
    case .leakyRelu: node[0].unary("LeakyRelu", ["alpha": .float(0.01)])
    case .elu: node[0].unary("Elu", ["alpha": .float(1)])
    // Klambauer et al., "Self-normalizing neural networks", 2017.
    case .selu: node[0].unary("Selu", ["alpha": .float(1.6732632423543772), "gamma": .float(1.0507009873554805)])
    case .softplus: node[0].unary("Softplus")
    }
  }
}

extension GradientStop: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue { node[0] }
}
