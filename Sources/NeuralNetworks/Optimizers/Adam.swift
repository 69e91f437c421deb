public import Settings
public import Tensors

/// Adam: steps by the mean gradient over the root of the mean squared gradient.
///
/// w -= η √(1 - β₂ᵗ) / (1 - β₁ᵗ) · m / (√v + ε), with ε outside the correction, as in Torch and TensorFlow.
/// Kingma and Ba, "Adam: a method for stochastic optimization", 2015, end of section 2.
public struct Adam: AdamVariant {
  public static let name = "Adam"
  public static let summary = "steps by the mean gradient over the root of the mean squared gradient"
  public static let settings: [Setting<Self>] = adamSettings

  public var learningRate = 1e-3
  public var beta1 = 0.9
  public var beta2 = 0.999
  public var epsilon = 1e-8
  public var weightDecay = 0.0

  public init() {}

  public var stateVectors: [StateVector] { adamState }

  public func rule(step: Int, learningRate: Double) -> UpdateRule {
    let rate = learningRate * (1 - power(beta2, step)).squareRoot() / (1 - power(beta1, step))
    return .adam(
      rate: Float(rate), beta1: beta1, beta2: beta2, epsilon: Float(epsilon), decay: Float(weightDecay), shrinkage: 0)
  }
}
