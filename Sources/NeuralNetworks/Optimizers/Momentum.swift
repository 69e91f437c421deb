public import Tensors

/// Gradient descent with momentum: b = μ b + (1 - δ) g; w -= η b.
///
/// `dampening` δ is 0 in TensorFlow; Torch's `sgd` sets it to μ, which makes the step 1 / (1 - μ) times smaller. With
/// dampening the first b is g itself, as in Torch.
public struct Momentum: Optimizer, BatchOptimizerKind {
  public static let name = "Momentum"
  public static let arguments: [OptimizerArgument] = [
    .positive("learning_rate", 1e-2), .fraction("momentum", 0.9), .fraction("dampening", 0), .weightDecay,
  ]

  public let learningRate: Double
  private let momentum, dampening, weightDecay: Double

  public init(
    learningRate: Double = 1e-2, momentum: Double = 0.9, dampening: Double = 0, weightDecay: Double = 0
  ) {
    (self.learningRate, self.momentum, self.dampening) = (learningRate, momentum, dampening)
    self.weightDecay = weightDecay
  }

  public static func make(_ arguments: [String: Double]) -> any Optimizer {
    Momentum(
      learningRate: arguments.value("learning_rate"), momentum: arguments.value("momentum"),
      dampening: arguments.value("dampening"), weightDecay: arguments.value("weight_decay"))
  }

  public var stateVectors: [StateVector] { [StateVector("buffer")] }

  public func rule(step: Int, learningRate: Double) -> UpdateRule {
    .momentum(
      rate: Float(learningRate), momentum: Float(momentum), scale: step == 1 ? 1 : Float(1 - dampening),
      decay: Float(weightDecay))
  }
}
