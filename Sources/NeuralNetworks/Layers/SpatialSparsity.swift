public import Tensors

/// In training, the greatest pixel of each map, zeros elsewhere; otherwise x: `[n, c, h, w]` to the same.
///
/// Makhzani and Frey, "Winner-take-all autoencoders", 2015.
public struct SpatialSparsity: Module {
  public init() {}

  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard x.graph.purpose == .training else { return x }
    return x * x.spatialMask()
  }
}
