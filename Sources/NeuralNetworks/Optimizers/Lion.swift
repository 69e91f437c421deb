public import CPUEngine
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

  public var step = 0
  public let learningRate: Double
  private let beta1, beta2, weightDecay: Double
  private let average: FlatVector

  public init(
    learningRate: Double = 1e-4, beta1: Double = 0.9, beta2: Double = 0.99, weightDecay: Double = 0,
    parameterCount count: Int
  ) {
    (self.learningRate, self.beta1, self.beta2, self.weightDecay) = (learningRate, beta1, beta2, weightDecay)
    average = FlatVector(count: count)
  }

  public static func make(_ arguments: [String: Double], parameterCount count: Int) -> any Optimizer {
    Lion(
      learningRate: arguments.value("learning_rate"), beta1: arguments.value("beta1"), beta2: arguments.value("beta2"),
      weightDecay: arguments.value("weight_decay"), parameterCount: count)
  }

  public var moments: [(name: String, values: FlatVector)] { [("average", average)] }

  public mutating func update(
    _ parameters: FlatVector, along gradients: FlatVector, ranges: [Range<Int>], learningRate: Double,
    on executor: CPUExecutor
  ) {
    step += 1
    executor.lion(
      parameters, along: gradients, ranges: ranges, average: average, rate: Float(learningRate), beta1: beta1,
      beta2: beta2, decay: Float(weightDecay))
  }
}
