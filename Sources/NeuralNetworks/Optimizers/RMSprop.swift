public import Settings
public import Tensors

/// RMSprop: a = α a + (1 - α) g²; w -= η g / (√a + ε), or with momentum b = μ b + g / (√a + ε); w -= η b.
///
/// As in Torch, the mean square is not centred. Hinton, "Neural networks for machine learning", lecture 6e, 2012.
public struct RMSprop: Optimizer {
  public static let name = "RMSprop"
  public static let summary = "steps over the root of the mean squared gradient"
  public static let settings: [Setting<Self>] = [
    .learningRate, .number("alpha", \.alpha, in: .fraction, help: "The decay of the mean squared gradient."),
    .number("momentum", \.momentum, in: .fraction, help: "The decay of the sum of the steps."), .epsilon(\.epsilon),
    .weightDecay,
  ]

  public var learningRate = 1e-2
  public var alpha = 0.99
  public var momentum = 0.0
  public var epsilon = 1e-8
  public var weightDecay = 0.0

  public init() {}

  public var stateVectors: [StateVector] { [StateVector("average")] + (momentum == 0 ? [] : [StateVector("buffer")]) }

  public func rule(step: Int, learningRate: Double) -> UpdateRule {
    .rmsprop(
      rate: Float(learningRate), alpha: alpha, epsilon: Float(epsilon), momentum: Float(momentum),
      decay: Float(weightDecay))
  }
}
