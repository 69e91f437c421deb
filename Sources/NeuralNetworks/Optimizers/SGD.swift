public import Tensors

/// Stochastic gradient descent: w -= η g.
public struct SGD: Optimizer, OptimizerKind {
  public static let name = "SGD"
  public static let arguments: [OptimizerArgument] = [.positive("learning_rate", 1e-2)]

  public var step = 0
  private let learningRate: Double

  public init(learningRate: Double = 1e-2) { self.learningRate = learningRate }

  public static func make(_ arguments: [String: Double], parameterCount count: Int) -> any Optimizer {
    SGD(learningRate: arguments["learning_rate"] ?? 0)
  }

  public var moments: [(name: String, values: FlatVector)] { [] }

  public mutating func update(_ parameters: FlatVector, along gradients: FlatVector, on executor: CPUExecutor) {
    step += 1
    executor.gradientDescent(parameters, along: gradients, rate: Float(learningRate))
  }
}
