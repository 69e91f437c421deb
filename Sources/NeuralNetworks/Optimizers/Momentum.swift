public import Settings
public import Tensors

/// Gradient descent with momentum: b = μ b + (1 - δ) g; w -= η b.
///
/// `dampening` δ is 0 in TensorFlow; Torch's `sgd` sets it to μ, which makes the step 1 / (1 - μ) times smaller. With
/// dampening the first b is g, as in Torch.
public struct Momentum: Optimizer {
  public static let name = "Momentum"
  public static let summary = "gradient descent with momentum"
  public static let settings: [Setting<Self>] = [
    .learningRate, .number("momentum", \.momentum, in: .fraction, help: "The decay of the sum of the gradients."),
    .number("dampening", \.dampening, in: .fraction, help: "The reduction of each gradient's weight in the sum."),
    .weightDecay,
  ]

  public var learningRate = 1e-2
  public var momentum = 0.9
  public var dampening = 0.0
  public var weightDecay = 0.0

  public init() {}

  public var stateVectors: [StateVector] { [StateVector("buffer")] }

  public func rule(step: Int, learningRate: Double) -> UpdateRule {
    .momentum(
      rate: Float(learningRate), momentum: Float(momentum), scale: step == 1 ? 1 : Float(1 - dampening),
      decay: Float(weightDecay))
  }
}
