public import Settings
public import Tensors

/// Adagrad: a += g²; w -= η g / (√a + 1e-10).
///
/// `initial_accumulator` is 0 in Torch and 0.1 in TensorFlow. Duchi, Hazan and Singer, "Adaptive subgradient methods",
/// 2011.
public struct Adagrad: Optimizer {
  public static let name = "Adagrad"
  public static let summary = "steps over the root of all squared gradients so far"
  public static let settings: [Setting<Self>] = [
    .learningRate,
    .number(
      "initial_accumulator", \.initialAccumulator, in: .notNegative, help: "The first value of the sum of squares."),
    .epsilon(\.epsilon), .weightDecay,
  ]

  public var learningRate = 1e-2
  public var initialAccumulator = 0.0
  public var epsilon = 1e-10
  public var weightDecay = 0.0

  public init() {}

  public var stateVectors: [StateVector] { [StateVector("accumulator", initialValue: Float(initialAccumulator))] }

  public func rule(step: Int, learningRate: Double) -> UpdateRule {
    .adagrad(rate: Float(learningRate), epsilon: Float(epsilon), decay: Float(weightDecay))
  }
}
