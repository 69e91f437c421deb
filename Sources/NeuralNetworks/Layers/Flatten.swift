public import Tensors

/// The elements of each sample in a row: `[n, …]` to `[n, count]`.
public struct Flatten: Module {
  public init() {}

  public func callAsFunction(_ x: Tensor) -> Tensor { x.flattened() }
}
