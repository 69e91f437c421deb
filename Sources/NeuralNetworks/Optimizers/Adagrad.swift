public import CPUEngine
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

  public var step = 0
  public let learningRate: Double
  private let epsilon, weightDecay: Double
  private let accumulator: FlatVector

  public init(
    learningRate: Double = 1e-2, initialAccumulator: Double = 0, epsilon: Double = 1e-10, weightDecay: Double = 0,
    parameterCount count: Int
  ) {
    (self.learningRate, self.epsilon, self.weightDecay) = (learningRate, epsilon, weightDecay)
    accumulator = FlatVector(count: count)
    accumulator.withUnsafeMutableBuffer { $0.update(repeating: Float(initialAccumulator)) }
  }

  public static func make(_ arguments: [String: Double], parameterCount count: Int) -> any Optimizer {
    Adagrad(
      learningRate: arguments.value("learning_rate"), initialAccumulator: arguments.value("initial_accumulator"),
      epsilon: arguments.value("epsilon"), weightDecay: arguments.value("weight_decay"), parameterCount: count)
  }

  public var moments: [(name: String, values: FlatVector)] { [("accumulator", accumulator)] }

  public mutating func update(
    _ parameters: FlatVector, along gradients: FlatVector, ranges: [Range<Int>], learningRate: Double,
    on executor: CPUExecutor
  ) {
    step += 1
    executor.adagrad(
      parameters, along: gradients, ranges: ranges, accumulator: accumulator, rate: Float(learningRate),
      epsilon: Float(epsilon), decay: Float(weightDecay))
  }
}
