public import Tensors

/// Adam with weights that decay by themselves, not through the gradient: w -= η (m̂ / (√v̂ + ε) + λ w).
///
/// m̂ = m / (1 - β₁ᵗ), v̂ = v / (1 - β₂ᵗ), with ε beside the corrected root, as in PyTorch. Loshchilov and Hutter,
/// "Decoupled weight decay regularization", 2019, algorithm 2.
public struct AdamW: Optimizer, BatchOptimizerKind {
  public static let name = "AdamW"
  public static let arguments: [OptimizerArgument] = [
    .positive("learning_rate", 1e-3), .fraction("beta1", 0.9), .fraction("beta2", 0.999), .positive("epsilon", 1e-8),
    .notNegative("weight_decay", 1e-2),
  ]

  public let learningRate: Double
  private let beta1, beta2, epsilon, weightDecay: Double

  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    weightDecay: Double = 1e-2
  ) {
    (self.learningRate, self.beta1, self.beta2, self.epsilon) = (learningRate, beta1, beta2, epsilon)
    self.weightDecay = weightDecay
  }

  public static func make(_ arguments: [String: Double]) -> any Optimizer {
    AdamW(
      learningRate: arguments.value("learning_rate"), beta1: arguments.value("beta1"), beta2: arguments.value("beta2"),
      epsilon: arguments.value("epsilon"), weightDecay: arguments.value("weight_decay"))
  }

  public var stateVectors: [StateVector] { [StateVector("first"), StateVector("second")] }

  public func rule(step: Int, learningRate: Double) -> UpdateRule {
    // m̂ / (√v̂ + ε) = c / (1 - β₁ᵗ) · m / (√v + c ε) with c = √(1 - β₂ᵗ).
    let correction = (1 - power(beta2, step)).squareRoot()
    let rate = learningRate * correction / (1 - power(beta1, step))
    return .adam(
      rate: Float(rate), beta1: beta1, beta2: beta2, epsilon: Float(epsilon * correction), decay: 0,
      shrinkage: Float(learningRate * weightDecay))
  }
}
