import NeuralNetworks
import Tensors

/// Batch normalisation: `batch-norm: {epsilon: 1e-5, momentum: 0.1, activation: relu}`.
public struct BatchNormLayer: LayerKind {
  public var epsilon = 1e-5
  public var momentum = 0.1
  /// How scales start; uniform in [0, 1) when nil, as Torch7 has it.
  public var scale: Double?
  public var activation: ActivationName?
  public var keyword: String { "batch-norm" }

  public init(epsilon: Double = 1e-5, momentum: Double = 0.1, scale: Double? = nil, activation: ActivationName? = nil) {
    (self.epsilon, self.momentum, self.scale, self.activation) = (epsilon, momentum, scale, activation)
  }

  init(_ fields: LayerFields) {
    epsilon = fields.number("epsilon", 1e-5, in: 1e-12...1)
    momentum = fields.number("momentum", 0.1, in: 0...1)
    let given = fields.number("scale", -1, in: -1...1000)
    scale = given < 0 ? nil : given
    activation = fields.word("activation", as: ActivationName.self)
  }

  public var fields: [FieldText] {
    FieldText.unless(1e-5, "epsilon", epsilon) + FieldText.unless(0.1, "momentum", momentum)
      + (scale.map { [FieldText("scale", $0)] } ?? []) + FieldText.activation(activation)
  }

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    BuiltLayer(
      BatchNorm(
        site.input[0], epsilon: Float(epsilon), momentum: Float(momentum), scale: scale.map { .constant(Float($0)) }))
  }
}
