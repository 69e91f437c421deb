import Tensors

extension Elementwise: XLAOperation {
  func lower(_ node: LoweredNode) -> Value { kind.lower(node[0], node[1]) }
}

extension Elementwise.Kind {
  /// Writes the arithmetic of two values of one type.
  func lower(_ a: Value, _ b: Value) -> Value {
    switch self {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    }
  }
}

extension Activation: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let x = node[0]
    switch kind {
    case .relu: return x.maximum(x.splat(0))
    case .tanh: return x.unary("tanh")
    case .sigmoid: return x.unary("logistic")
    case .leakyRelu: return x.compared(.greater, to: 0).select(x, 0.01 * x)
    case .elu: return x.compared(.greater, to: 0).select(x, x.exponentialMinusOne)
    case .selu:
      return x.compared(.greater, to: 0).select(
        ActivationKind.seluScale * x, ActivationKind.seluScaleAlpha * x.exponentialMinusOne)
    case .softplus: return x.softplus
    }
  }
}

extension ActivationGradient: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let (dy, y) = (node[0], node[1])
    let isPositive = y.compared(.greater, to: 0)
    switch kind {
    case .relu: return isPositive.select(dy, dy.splat(0))
    case .tanh: return dy * (1 - y * y)
    case .sigmoid: return dy * (y * (1 - y))
    case .leakyRelu: return isPositive.select(dy, 0.01 * dy)
    case .elu: return dy * isPositive.select(y.splat(1), y.unary("exponential"))
    case .selu:
      return dy
        * isPositive.select(
          y.splat(ActivationKind.seluScale), ActivationKind.seluScaleAlpha * y.unary("exponential"))
    case .softplus: return dy * -(-y).unary("exponential_minus_one")
    }
  }
}

extension ActivationKind {
  // Klambauer et al., "Self-normalizing neural networks", 2017.
  fileprivate static let seluScale: Float = 1.0507009873554805
  fileprivate static let seluScaleAlpha: Float = 1.7580993408473769
}

extension Value {
  /// exp(x) - 1 of the elements below zero; 0 for others, so that none overflows.
  fileprivate var exponentialMinusOne: Value { minimum(splat(0)).unary("exponential_minus_one") }

  /// log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)).
  fileprivate var softplus: Value {
    maximum(splat(0)) + (-unary("abs")).unary("exponential").unary("log_plus_one")
  }
}

extension GELUGradient: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let (dy, x) = (node[0], node[1])
    let density = 0.398_942_28 * (x.splat(-0.5) * (x * x)).unary("exponential")
    return dy * (x.normalDistribution + x * density)
  }
}

extension Value {
  /// Φ(x), the standard normal distribution function.
  var normalDistribution: Value { 0.5 * (splat(-0.707_106_78) * self).unary("chlo.erfc") }
}

extension GradientStop: XLAOperation {
  func lower(_ node: LoweredNode) -> Value { node[0] }
}
