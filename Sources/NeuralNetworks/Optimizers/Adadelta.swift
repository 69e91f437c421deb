public import Settings
public import Tensors

/// Adadelta: a = ρ a + (1 - ρ) g²; c = √(d + ε) / √(a + ε) g; d = ρ d + (1 - ρ) c²; w -= η c.
///
/// The updates set their own scale, so η is normally 1. Zeiler, "ADADELTA: an adaptive learning rate method", 2012.
public struct Adadelta: Optimizer {
  public static let name = "Adadelta"
  public static let summary = "steps that set their own size"
  public static let settings: [Setting<Self>] = [
    .learningRate, .number("rho", \.rho, in: .fraction, help: "The decay of the mean squares."), .epsilon(\.epsilon),
    .weightDecay,
  ]

  public var learningRate = 1.0
  public var rho = 0.9
  public var epsilon = 1e-6
  public var weightDecay = 0.0

  public init() {}

  public var stateVectors: [StateVector] { [StateVector("average"), StateVector("changes")] }

  public func rule(step: Int, learningRate: Double) -> UpdateRule {
    .adadelta(rate: Float(learningRate), rho: rho, epsilon: Float(epsilon), decay: Float(weightDecay))
  }
}
