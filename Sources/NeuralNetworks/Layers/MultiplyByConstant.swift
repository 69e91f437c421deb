public import Tensors

/// `factor` · x.
public struct MultiplyByConstant: Module {
  public let factor: Float

  /// Creates a multiplication by `factor`.
  public init(_ factor: Float) { self.factor = factor }

  public func callAsFunction(_ x: Tensor) -> Tensor { factor * x }
}
