public import Tensors

/// In training, keeps the largest activations of each feature over the batch and zeroes the rest; otherwise the
/// identity.
///
/// `[n, d]`, or `[n, c, h, w]` with whole maps ranked by their maximum, to the same. Makhzani and Frey,
/// "Winner-take-all autoencoders", 2015.
public struct LifetimeSparsity: Module {
  /// The fraction of the batch that keeps its activation, above 0 and at most 1.
  public let fraction: Float

  /// Creates the layer with this `fraction`, above 0 and at most 1.
  public init(_ fraction: Float) { self.fraction = fraction }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard x.graph.purpose == .training else { return x }
    return x * x.lifetimeMask(fraction: fraction)
  }
}
