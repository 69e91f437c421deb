public import Tensors

/// Adam: steps by the mean gradient over the root of the mean squared gradient.
///
/// w -= η √(1 - β₂ᵗ) / (1 - β₁ᵗ) · m / (√v + ε), with ε outside the correction, as in Torch and TensorFlow.
/// Kingma and Ba, "Adam: a method for stochastic optimization", 2015, end of section 2.
public struct Adam: Optimizer, OptimizerKind {
  public static let name = "Adam"
  public static let arguments: [OptimizerArgument] = [
    .positive("learning_rate", 1e-3), .fraction("beta1", 0.9), .fraction("beta2", 0.999), .positive("epsilon", 1e-8),
  ]

  public var step = 0
  private let learningRate, beta1, beta2, epsilon: Double
  private let first, second: FlatVector

  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    parameterCount count: Int
  ) {
    (self.learningRate, self.beta1, self.beta2, self.epsilon) = (learningRate, beta1, beta2, epsilon)
    (first, second) = (FlatVector(count: count), FlatVector(count: count))
  }

  public static func make(_ arguments: [String: Double], parameterCount count: Int) -> any Optimizer {
    Adam(
      learningRate: arguments["learning_rate"] ?? 0, beta1: arguments["beta1"] ?? 0, beta2: arguments["beta2"] ?? 0,
      epsilon: arguments["epsilon"] ?? 0, parameterCount: count)
  }

  public var moments: [(name: String, values: FlatVector)] { [("first", first), ("second", second)] }

  public mutating func update(_ parameters: FlatVector, along gradients: FlatVector, on executor: CPUExecutor) {
    step += 1
    let rate = learningRate * (1 - power(beta2, step)).squareRoot() / (1 - power(beta1, step))
    executor.adam(
      parameters, along: gradients, first: first, second: second, step: Float(rate), beta1: beta1, beta2: beta2,
      epsilon: Float(epsilon))
  }
}

/// `base` to the `exponent`, by repeated squaring: the same bits with every C library.
private func power(_ base: Double, _ exponent: Int) -> Double {
  var (result, factor, left) = (1.0, base, exponent)
  while left > 0 {
    if left & 1 == 1 { result *= factor }
    factor *= factor
    left >>= 1
  }
  return result
}
