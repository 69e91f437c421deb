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

  public let learningRate: Double
  private let beta1, beta2, epsilon, weightDecay: Double

  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    weightDecay: Double = 0
  ) {
    (self.learningRate, self.beta1, self.beta2, self.epsilon) = (learningRate, beta1, beta2, epsilon)
    self.weightDecay = weightDecay
  }

  public static func make(_ arguments: [String: Double]) -> any Optimizer {
    Adam(
      learningRate: arguments.value("learning_rate"), beta1: arguments.value("beta1"), beta2: arguments.value("beta2"),
      epsilon: arguments.value("epsilon"), weightDecay: arguments.value("weight_decay"))
  }

  public var stateVectors: [StateVector] { [StateVector("first"), StateVector("second")] }

  public func rule(step: Int, learningRate: Double) -> UpdateRule {
    let rate = learningRate * (1 - power(beta2, step)).squareRoot() / (1 - power(beta1, step))
    return .adam(
      rate: Float(rate), beta1: beta1, beta2: beta2, epsilon: Float(epsilon), decay: Float(weightDecay), shrinkage: 0)
  }
}
