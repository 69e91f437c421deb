public import Tensors

/// In training, adds noise that is uniform in a range; otherwise x.
public struct UniformNoise: Module {
  /// The least and the greatest of the noise.
  public let range: ClosedRange<Float>

  public init(_ range: ClosedRange<Float>) { self.range = range }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard x.graph.purpose == .training else { return x }
    let unit = x.graph.draw(.uniform, x.shape.dimensions)
    return x + ((range.upperBound - range.lowerBound) * unit + range.lowerBound)
  }
}
