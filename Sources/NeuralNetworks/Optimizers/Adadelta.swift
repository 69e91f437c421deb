public import Tensors

/// Adadelta: a = ρ a + (1 - ρ) g²; c = √(d + ε) / √(a + ε) g; d = ρ d + (1 - ρ) c²; w -= η c.
///
/// The changes set their own size; η is 1 unless a schedule has reasons. Zeiler, "ADADELTA: an adaptive learning rate
/// method", 2012.
public struct Adadelta: Optimizer, BatchOptimizerKind {
  public static let name = "Adadelta"
  public static let arguments: [OptimizerArgument] = [
    .positive("learning_rate", 1), .fraction("rho", 0.9), .positive("epsilon", 1e-6), .weightDecay,
  ]

  public let learningRate: Double
  private let rho, epsilon, weightDecay: Double

  public init(
    learningRate: Double = 1, rho: Double = 0.9, epsilon: Double = 1e-6, weightDecay: Double = 0
  ) {
    (self.learningRate, self.rho, self.epsilon, self.weightDecay) = (learningRate, rho, epsilon, weightDecay)
  }

  public static func make(_ arguments: [String: Double]) -> any Optimizer {
    Adadelta(
      learningRate: arguments.value("learning_rate"), rho: arguments.value("rho"), epsilon: arguments.value("epsilon"),
      weightDecay: arguments.value("weight_decay"))
  }

  public var stateVectors: [StateVector] { [StateVector("average"), StateVector("changes")] }

  public func rule(step: Int, learningRate: Double) -> UpdateRule {
    .adadelta(rate: Float(learningRate), rho: rho, epsilon: Float(epsilon), decay: Float(weightDecay))
  }
}
