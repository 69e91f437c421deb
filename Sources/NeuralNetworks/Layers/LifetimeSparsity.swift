public import Tensors

/// In training, of each feature the greatest activations of the batch, zeros elsewhere; otherwise x.
///
/// `[n, d]`, or `[n, c, h, w]` with whole maps kept or dropped by their maximum, to the same. Makhzani and Frey,
/// "Winner-take-all autoencoders", 2015.
public struct LifetimeSparsity: Module {
  /// The part of the batch that is kept, above 0 and at most 1.
  public let fraction: Float

  public init(_ fraction: Float) { self.fraction = fraction }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard x.graph.purpose == .training else { return x }
    return x * x.lifetimeMask(fraction: fraction)
  }
}
