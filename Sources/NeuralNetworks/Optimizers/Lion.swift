public import Settings
public import Tensors

/// Lion: w -= η (sign(β₁ m + (1 - β₁) g) + λ w); m = β₂ m + (1 - β₂) g.
///
/// Every element moves by the learning rate, so η should be 3 to 10 times smaller than Adam's, and λ as much larger.
/// Chen and others, "Symbolic discovery of optimization algorithms", 2023, algorithm 2.
public struct Lion: Optimizer {
  public static let name = "Lion"
  public static let summary = "steps along the sign of the mean gradient"
  public static let settings: [Setting<Self>] = [
    .learningRate, .number("beta1", \.beta1, in: .fraction, help: "The decay of the mean gradient in a step."),
    .number("beta2", \.beta2, in: .fraction, help: "The decay of the stored mean gradient."), .weightDecay,
  ]

  public var learningRate = 1e-4
  public var beta1 = 0.9
  public var beta2 = 0.99
  public var weightDecay = 0.0

  public init() {}

  public var stateVectors: [StateVector] { [StateVector("average")] }

  public func rule(step: Int, learningRate: Double) -> UpdateRule {
    .lion(rate: Float(learningRate), beta1: beta1, beta2: beta2, decay: Float(weightDecay))
  }
}
