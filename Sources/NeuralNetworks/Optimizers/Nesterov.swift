public import Settings
public import Tensors

/// Nesterov's accelerated gradient: v = μ v - η g, with g evaluated at w + μ v; w += v.
///
/// The parameter vector holds w + μ v, where the gradient is evaluated, so an update is v = μ v - η g; w += μ v - η g.
/// Torch's `nag` holds w and moves to w + μ v for each gradient: the same path. TensorFlow's `use_nesterov` and
/// PyTorch's `nesterov=True` keep η out of v, which is the same at a constant learning rate. Sutskever, Martens, Dahl
/// and Hinton, "On the importance of initialization and momentum in deep learning", 2013.
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
