public import Tensors

/// Adagrad: a += g²; w -= η g / (√a + 1e-10).
///
/// `initial_accumulator` is 0 in Torch and 0.1 in TensorFlow. Duchi, Hazan and Singer, "Adaptive subgradient methods",
/// 2011.
public struct Adagrad: Optimizer, BatchOptimizerKind {
  public static let name = "Adagrad"
  public static let arguments: [OptimizerArgument] = [
    .positive("learning_rate", 1e-2), .notNegative("initial_accumulator", 0), .positive("epsilon", 1e-10),
    .weightDecay,
  ]

  public let learningRate: Double
  private let initialAccumulator, epsilon, weightDecay: Double

  public init(
    learningRate: Double = 1e-2, initialAccumulator: Double = 0, epsilon: Double = 1e-10, weightDecay: Double = 0
  ) {
    (self.learningRate, self.epsilon, self.weightDecay) = (learningRate, epsilon, weightDecay)
    self.initialAccumulator = initialAccumulator
  }

  public static func make(_ arguments: [String: Double]) -> any Optimizer {
    Adagrad(
      learningRate: arguments.value("learning_rate"), initialAccumulator: arguments.value("initial_accumulator"),
      epsilon: arguments.value("epsilon"), weightDecay: arguments.value("weight_decay"))
  }

  public var stateVectors: [StateVector] { [StateVector("accumulator", initialValue: Float(initialAccumulator))] }

  public func rule(step: Int, learningRate: Double) -> UpdateRule {
    .adagrad(rate: Float(learningRate), epsilon: Float(epsilon), decay: Float(weightDecay))
  }
}
