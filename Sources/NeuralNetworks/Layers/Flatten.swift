public import Tensors

/// The elements of each sample as one row: `[n, …]` to `[n, count]`.
public struct Flatten: Module {
  public init() {}

  public func callAsFunction(_ x: Tensor) -> Tensor { x.flattened() }
}
