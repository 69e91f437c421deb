import NeuralNetworks
import Settings
import Tensors

/// Batch normalisation: `batch-norm: {epsilon: 1e-5, momentum: 0.1, activation: relu}`.
struct BatchNormLayer: LayerKind {
  var epsilon = 1e-5
  var momentum = 0.1
  /// The initial scales; nil for uniform in [0, 1), as in Torch7.
  var scale: Double?
  var activation: ActivationName?
  var keyword: String { "batch-norm" }

  static let settings: [Setting<Self>] = [
    .number("epsilon", \.epsilon, in: .within(1e-12...1), help: "Added to the variance."),
    .number("momentum", \.momentum, in: .probability, help: "The weight of a batch in the running statistics."),
    .number(
      "scale", \.scale, in: .within(0...1000), help: "The initial scales; uniform in [0, 1) by default, as in Torch7."),
    .activation(\.activation),
  ]

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    BuiltLayer(
      BatchNorm(
        site.input[0], epsilon: Float(epsilon), momentum: Float(momentum), scale: scale.map { .constant(Float($0)) }))
  }
}
