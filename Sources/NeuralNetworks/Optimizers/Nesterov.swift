public import Tensors

/// Nesterov's accelerated gradient: v = μ v - η g, with g taken at w + μ v; w += v.
///
/// What is held between updates is the point w + μ v where the gradient is wanted, so an update is v = μ v - η g;
/// w += μ v - η g. Torch's `nag` holds w and goes to w + μ v for each gradient: the same path. TensorFlow's
/// `use_nesterov` and PyTorch's `nesterov=True` keep η out of v: the same while the learning rate stays.
/// Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum in deep learning", 2013.
public struct Nesterov: Optimizer, BatchOptimizerKind {
  public static let name = "Nesterov"
  public static let arguments: [OptimizerArgument] = [
    .positive("learning_rate", 1e-2), .fraction("momentum", 0.9), .weightDecay,
  ]

  public let learningRate: Double
  private let momentum, weightDecay: Double

  public init(learningRate: Double = 1e-2, momentum: Double = 0.9, weightDecay: Double = 0) {
    (self.learningRate, self.momentum, self.weightDecay) = (learningRate, momentum, weightDecay)
  }

  public static func make(_ arguments: [String: Double]) -> any Optimizer {
    Nesterov(
      learningRate: arguments.value("learning_rate"), momentum: arguments.value("momentum"),
      weightDecay: arguments.value("weight_decay"))
  }

  public var stateVectors: [StateVector] { [StateVector("velocity")] }

  public func rule(step: Int, learningRate: Double) -> UpdateRule {
    .nesterov(rate: Float(learningRate), momentum: Float(momentum), decay: Float(weightDecay))
  }
}
