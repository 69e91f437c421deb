public import Tensors

/// In training, adds uniform noise; otherwise the identity.
public struct UniformNoise: Module {
  /// The range of the noise.
  public let range: ClosedRange<Float>

  /// Creates noise uniform in `range`.
  public init(_ range: ClosedRange<Float>) { self.range = range }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard x.graph.purpose == .training else { return x }
    let unit = x.graph.draw(.uniform, x.shape.dimensions)
    return x + ((range.upperBound - range.lowerBound) * unit + range.lowerBound)
  }
}
