import Diagnostics
import NeuralNetworks
import Tensors

/// The greatest activations of each sample: `top-k: {k: 25, inference: 50}`.
public struct TopKLayer: LayerKind {
  public var k: Int
  /// As many in inference; `k` when nil.
  public var inferenceK: Int?
  public var keyword: String { "top-k" }

  public init(_ k: Int, inferenceK: Int? = nil) { (self.k, self.inferenceK) = (k, inferenceK) }

  init(_ fields: LayerFields) {
    k = fields.whole(fields.alone("k"))
    inferenceK = fields.optionalWhole("inference")
  }

  public var fields: [FieldText] {
    [FieldText("k", k)] + (inferenceK.map { [FieldText("inference", $0)] } ?? [])
  }

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    BuiltLayer(TopK(k, inferenceK: inferenceK))
  }
}

/// Winners of the batch in training: `lifetime-sparsity: 0.05`.
public struct LifetimeSparsityLayer: LayerKind {
  /// The part of the batch that is kept.
  public var fraction: Double
  public var keyword: String { "lifetime-sparsity" }

  public init(_ fraction: Double) { self.fraction = fraction }
  init(_ fields: LayerFields) { fraction = fields.number(fields.alone("fraction"), in: 1e-6...1) }

  public var fields: [FieldText] { [FieldText("fraction", fraction)] }

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    BuiltLayer(LifetimeSparsity(Float(fraction)))
  }
}

/// The winner of each map in training: `spatial-sparsity`.
public struct SpatialSparsityLayer: LayerKind {
  public var keyword: String { "spatial-sparsity" }

  public init() {}
  init(_ fields: LayerFields) {}

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    _ = try site.images()
    return BuiltLayer(SpatialSparsity())
  }
}
