public import CPUEngine
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

  public var step = 0
  public let learningRate: Double
  private let rho, epsilon, weightDecay: Double
  private let average, changes: FlatVector

  public init(
    learningRate: Double = 1, rho: Double = 0.9, epsilon: Double = 1e-6, weightDecay: Double = 0,
    parameterCount count: Int
  ) {
    (self.learningRate, self.rho, self.epsilon, self.weightDecay) = (learningRate, rho, epsilon, weightDecay)
    (average, changes) = (FlatVector(count: count), FlatVector(count: count))
  }

  public static func make(_ arguments: [String: Double], parameterCount count: Int) -> any Optimizer {
    Adadelta(
      learningRate: arguments.value("learning_rate"), rho: arguments.value("rho"), epsilon: arguments.value("epsilon"),
      weightDecay: arguments.value("weight_decay"), parameterCount: count)
  }

  public var moments: [(name: String, values: FlatVector)] { [("average", average), ("changes", changes)] }

  public mutating func update(
    _ parameters: FlatVector, along gradients: FlatVector, ranges: [Range<Int>], learningRate: Double,
    on executor: CPUExecutor
  ) {
    step += 1
    executor.adadelta(
      parameters, along: gradients, ranges: ranges, average: average, changes: changes, rate: Float(learningRate),
      rho: rho, epsilon: Float(epsilon), decay: Float(weightDecay))
  }
}
