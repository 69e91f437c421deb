import Diagnostics
import NeuralNetworks
import Settings
import Tensors

/// Keeps the largest activations of each sample: `top-k: {k: 25, inference: 50}`.
struct TopKLayer: LayerKind {
  var k = 1
  /// Activations kept in inference; nil for `k`.
  var inferenceK: Int?
  var keyword: String { "top-k" }

  static let settings: [Setting<Self>] = [
    .size("k", \.k, help: "Activations kept for each sample.").required,
    .integer("inference", \.inferenceK, in: 1...65_536, help: "Activations kept in inference; k by default."),
  ]

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    BuiltLayer(TopK(k, inferenceK: inferenceK))
  }
}

/// Keeps the largest activations of the batch in training: `lifetime-sparsity: 0.05`.
struct LifetimeSparsityLayer: LayerKind {
  /// The fraction of the batch that is kept.
  var fraction = 1.0
  var keyword: String { "lifetime-sparsity" }

  static let settings: [Setting<Self>] = [
    .number("fraction", \.fraction, in: .within(1e-6...1), help: "The fraction of the batch that is kept.").required
  ]

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    BuiltLayer(LifetimeSparsity(Float(fraction)))
  }
}

/// Keeps the maximum of each map in training: `spatial-sparsity`.
struct SpatialSparsityLayer: LayerKind {
  var keyword: String { "spatial-sparsity" }

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    _ = try site.images()
    return BuiltLayer(SpatialSparsity())
  }
}
