public import Tensors

/// The identity, with zero gradient: layers before it are not trained by layers after it.
public struct StopGradient: Module {
  public init() {}

  public func callAsFunction(_ x: Tensor) -> Tensor { x.stopGradient() }
}
