public import CPUEngine
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

  public var step = 0
  public let learningRate: Double
  private let momentum, dampening, weightDecay: Double
  private let buffer: FlatVector

  public init(
    learningRate: Double = 1e-2, momentum: Double = 0.9, dampening: Double = 0, weightDecay: Double = 0,
    parameterCount count: Int
  ) {
    (self.learningRate, self.momentum, self.dampening) = (learningRate, momentum, dampening)
    self.weightDecay = weightDecay
    buffer = FlatVector(count: count)
  }

  public static func make(_ arguments: [String: Double], parameterCount count: Int) -> any Optimizer {
    Momentum(
      learningRate: arguments.value("learning_rate"), momentum: arguments.value("momentum"),
      dampening: arguments.value("dampening"), weightDecay: arguments.value("weight_decay"), parameterCount: count)
  }

  public var moments: [(name: String, values: FlatVector)] { [("buffer", buffer)] }

  public mutating func update(
    _ parameters: FlatVector, along gradients: FlatVector, ranges: [Range<Int>], learningRate: Double,
    on executor: CPUExecutor
  ) {
    executor.momentum(
      parameters, along: gradients, ranges: ranges, buffer: buffer, rate: Float(learningRate),
      momentum: Float(momentum), scale: step == 0 ? 1 : Float(1 - dampening), decay: Float(weightDecay))
    step += 1
  }
}
