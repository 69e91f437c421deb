public import Tensors

/// The same elements with other dimensions: `[n, …]` to `[n, dimensions…]`.
public struct Reshape: Module {
  public let dimensions: [Int]

  /// Creates a reshape to `dimensions`, those of one sample.
  public init(_ dimensions: [Int]) { self.dimensions = dimensions }

  public func callAsFunction(_ x: Tensor) -> Tensor { x.reshaped(to: dimensions) }
}
