public import Tensors

/// Lion: w -= η (sign(β₁ m + (1 - β₁) g) + λ w); m = β₂ m + (1 - β₂) g.
///
/// Every step is as long as the learning rate, which wants to be three to ten times smaller than Adam's, and λ as many
/// times greater. Chen and others, "Symbolic discovery of optimization algorithms", 2023, algorithm 2.
public struct Lion: Optimizer, BatchOptimizerKind {
  public static let name = "Lion"
  public static let arguments: [OptimizerArgument] = [
    .positive("learning_rate", 1e-4), .fraction("beta1", 0.9), .fraction("beta2", 0.99),
    .notNegative("weight_decay", 0),
  ]

  public let learningRate: Double
  private let beta1, beta2, weightDecay: Double

  public init(
    learningRate: Double = 1e-4, beta1: Double = 0.9, beta2: Double = 0.99, weightDecay: Double = 0
  ) {
    (self.learningRate, self.beta1, self.beta2, self.weightDecay) = (learningRate, beta1, beta2, weightDecay)
  }

  public static func make(_ arguments: [String: Double]) -> any Optimizer {
    Lion(
      learningRate: arguments.value("learning_rate"), beta1: arguments.value("beta1"), beta2: arguments.value("beta2"),
      weightDecay: arguments.value("weight_decay"))
  }

  public var stateVectors: [StateVector] { [StateVector("average")] }

  public func rule(step: Int, learningRate: Double) -> UpdateRule {
    .lion(rate: Float(learningRate), beta1: beta1, beta2: beta2, decay: Float(weightDecay))
  }
}
