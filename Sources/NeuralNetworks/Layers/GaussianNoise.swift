public import Tensors

/// In training, adds normal noise of mean 0; otherwise the identity.
public struct GaussianNoise: Module {
  /// The standard deviation of the noise.
  public let deviation: Float

  /// Creates noise with this standard `deviation`.
  public init(_ deviation: Float) { self.deviation = deviation }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard x.graph.purpose == .training, deviation != 0 else { return x }
    return x + deviation * x.graph.draw(.normal, x.shape.dimensions)
  }
}
