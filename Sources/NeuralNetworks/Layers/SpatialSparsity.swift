public import Tensors

/// In training, keeps the maximum of each map and zeroes the rest; otherwise the identity: `[n, c, h, w]` to the same.
///
/// Makhzani and Frey, "Winner-take-all autoencoders", 2015.
public struct SpatialSparsity: Module {
  public init() {}

  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard x.graph.purpose == .training else { return x }
    return x * x.spatialMask()
  }
}
