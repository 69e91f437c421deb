public import Settings
public import Tensors

/// Stochastic gradient descent: w -= η g.
///
/// As TensorFlow's `GradientDescentOptimizer` and Torch's `sgd` without momentum.
public struct SGD: Optimizer {
  public static let name = "SGD"
  public static let summary = "gradient descent"
  public static let aliases = ["GradientDescent"]
  public static let settings: [Setting<Self>] = [.learningRate, .weightDecay]

  public var learningRate = 1e-2
  public var weightDecay = 0.0

  public init() {}

  public var stateVectors: [StateVector] { [] }

  public func rule(step: Int, learningRate: Double) -> UpdateRule {
    .gradientDescent(rate: Float(learningRate), decay: Float(weightDecay))
  }
}
