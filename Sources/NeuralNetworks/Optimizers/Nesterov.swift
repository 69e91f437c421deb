public import Settings
public import Tensors

/// Nesterov's accelerated gradient: v = μ v - η g, with g taken at w + μ v; w += v.
///
/// What is held between updates is the point w + μ v where the gradient is wanted, so an update is v = μ v - η g;
/// w += μ v - η g. Torch's `nag` holds w and goes to w + μ v for each gradient: the same path. TensorFlow's
/// `use_nesterov` and PyTorch's `nesterov=True` keep η out of v: the same while the learning rate stays.
/// Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum in deep learning", 2013.
public struct Nesterov: Optimizer {
  public static let name = "Nesterov"
  public static let summary = "Nesterov's accelerated gradient"
  public static let aliases = ["nag"]
  public static let settings: [Setting<Self>] = [
    .learningRate, .number("momentum", \.momentum, in: .fraction, help: "The decay of the velocity."), .weightDecay,
  ]

  public var learningRate = 1e-2
  public var momentum = 0.9
  public var weightDecay = 0.0

  public init() {}

  public var stateVectors: [StateVector] { [StateVector("velocity")] }

  public func rule(step: Int, learningRate: Double) -> UpdateRule {
    .nesterov(rate: Float(learningRate), momentum: Float(momentum), decay: Float(weightDecay))
  }
}
