public import Tensors

/// Stochastic gradient descent: w -= η g.
///
/// It is TensorFlow's `GradientDescentOptimizer` and Torch's `sgd` as that is without a momentum.
public struct SGD: Optimizer, BatchOptimizerKind {
  public static let name = "SGD"
  public static let arguments: [OptimizerArgument] = [.positive("learning_rate", 1e-2), .weightDecay]

  public let learningRate: Double
  private let weightDecay: Double

  public init(learningRate: Double = 1e-2, weightDecay: Double = 0) {
    (self.learningRate, self.weightDecay) = (learningRate, weightDecay)
  }

  public static func make(_ arguments: [String: Double]) -> any Optimizer {
    SGD(learningRate: arguments.value("learning_rate"), weightDecay: arguments.value("weight_decay"))
  }

  public var stateVectors: [StateVector] { [] }

  public func rule(step: Int, learningRate: Double) -> UpdateRule {
    .gradientDescent(rate: Float(learningRate), decay: Float(weightDecay))
  }
}
