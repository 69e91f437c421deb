public import CPUEngine
public import Tensors

/// Adam: steps by the mean gradient over the root of the mean squared gradient.
///
/// w -= η √(1 - β₂ᵗ) / (1 - β₁ᵗ) · m / (√v + ε), with ε outside the correction, as in Torch and TensorFlow.
/// Kingma and Ba, "Adam: a method for stochastic optimization", 2015, end of section 2.
public struct Adam: Optimizer, BatchOptimizerKind {
  public static let name = "Adam"
  public static let arguments: [OptimizerArgument] = [
    .positive("learning_rate", 1e-3), .fraction("beta1", 0.9), .fraction("beta2", 0.999), .positive("epsilon", 1e-8),
    .weightDecay,
  ]

  public var step = 0
  public let learningRate: Double
  private let beta1, beta2, epsilon, weightDecay: Double
  private let first, second: FlatVector

  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    weightDecay: Double = 0, parameterCount count: Int
  ) {
    (self.learningRate, self.beta1, self.beta2, self.epsilon) = (learningRate, beta1, beta2, epsilon)
    self.weightDecay = weightDecay
    (first, second) = (FlatVector(count: count), FlatVector(count: count))
  }

  public static func make(_ arguments: [String: Double], parameterCount count: Int) -> any Optimizer {
    Adam(
      learningRate: arguments.value("learning_rate"), beta1: arguments.value("beta1"), beta2: arguments.value("beta2"),
      epsilon: arguments.value("epsilon"), weightDecay: arguments.value("weight_decay"), parameterCount: count)
  }

  public var moments: [(name: String, values: FlatVector)] { [("first", first), ("second", second)] }

  public mutating func update(
    _ parameters: FlatVector, along gradients: FlatVector, ranges: [Range<Int>], learningRate: Double,
    on executor: CPUExecutor
  ) {
    step += 1
    let rate = learningRate * (1 - power(beta2, step)).squareRoot() / (1 - power(beta1, step))
    executor.adam(
      parameters, along: gradients, ranges: ranges, first: first, second: second, step: Float(rate), beta1: beta1,
      beta2: beta2, epsilon: Float(epsilon), decay: Float(weightDecay))
  }
}
