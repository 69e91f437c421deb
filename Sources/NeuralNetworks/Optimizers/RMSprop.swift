public import Tensors

/// RMSprop: a = α a + (1 - α) g²; w -= η g / (√a + ε), or with momentum b = μ b + g / (√a + ε); w -= η b.
///
/// As in Torch, the mean square is not centred. Hinton, "Neural networks for machine learning", lecture 6e, 2012.
public struct RMSprop: Optimizer, BatchOptimizerKind {
  public static let name = "RMSprop"
  public static let arguments: [OptimizerArgument] = [
    .positive("learning_rate", 1e-2), .fraction("alpha", 0.99), .fraction("momentum", 0), .positive("epsilon", 1e-8),
    .weightDecay,
  ]

  public let learningRate: Double
  private let alpha, momentum, epsilon, weightDecay: Double

  public init(
    learningRate: Double = 1e-2, alpha: Double = 0.99, momentum: Double = 0, epsilon: Double = 1e-8,
    weightDecay: Double = 0
  ) {
    (self.learningRate, self.alpha, self.momentum) = (learningRate, alpha, momentum)
    (self.epsilon, self.weightDecay) = (epsilon, weightDecay)
  }

  public static func make(_ arguments: [String: Double]) -> any Optimizer {
    RMSprop(
      learningRate: arguments.value("learning_rate"), alpha: arguments.value("alpha"),
      momentum: arguments.value("momentum"), epsilon: arguments.value("epsilon"),
      weightDecay: arguments.value("weight_decay"))
  }

  public var stateVectors: [StateVector] { [StateVector("average")] + (momentum == 0 ? [] : [StateVector("buffer")]) }

  public func rule(step: Int, learningRate: Double) -> UpdateRule {
    .rmsprop(
      rate: Float(learningRate), alpha: alpha, epsilon: Float(epsilon), momentum: Float(momentum),
      decay: Float(weightDecay))
  }
}
