public import Tensors

/// In training, zeroes each element with a probability p and divides the rest by 1 - p; otherwise the identity.
///
/// Srivastava et al., "Dropout", 2014, scaled in training ("inverted").
public struct Dropout: Module {
  /// p, from 0 to below 1.
  public let probability: Double

  /// Creates a dropout with this `probability`, from 0 to below 1.
  public init(_ probability: Double) { self.probability = probability }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard x.graph.purpose == .training, probability > 0 else { return x }
    let kept = x.graph.draw(.uniform, x.shape.dimensions).isGreater(than: Float(probability))
    return Float(1 / (1 - probability)) * (x * kept)
  }
}
