public import Tensors

/// x, through which no gradient passes: what comes before is not trained by what comes after.
public struct StopGradient: Module {
  public init() {}

  public func callAsFunction(_ x: Tensor) -> Tensor { x.stopGradient() }
}
