public import Settings
public import Tensors

/// Adam with decoupled weight decay: w -= η (m̂ / (√v̂ + ε) + λ w).
///
/// m̂ = m / (1 - β₁ᵗ), v̂ = v / (1 - β₂ᵗ), with ε outside the correction, as in PyTorch. Loshchilov and Hutter,
/// "Decoupled weight decay regularization", 2019, algorithm 2.
public struct AdamW: AdamVariant {
  public static let name = "AdamW"
  public static let summary = "Adam with decoupled weight decay"
  public static let settings: [Setting<Self>] = adamSettings

  public var learningRate = 1e-3
  public var beta1 = 0.9
  public var beta2 = 0.999
  public var epsilon = 1e-8
  public var weightDecay = 1e-2

  public init() {}

  public var stateVectors: [StateVector] { adamState }

  public func rule(step: Int, learningRate: Double) -> UpdateRule {
    // m̂ / (√v̂ + ε) = c / (1 - β₁ᵗ) · m / (√v + c ε) with c = √(1 - β₂ᵗ).
    let correction = (1 - power(beta2, step)).squareRoot()
    let rate = learningRate * correction / (1 - power(beta1, step))
    return .adam(
      rate: Float(rate), beta1: beta1, beta2: beta2, epsilon: Float(epsilon * correction), decay: 0,
      shrinkage: Float(learningRate * weightDecay))
  }
}
