public import Tensors

/// y = x Wᵀ + b: every output is a weighted sum of all inputs.
///
/// `[n, inputs]` to `[n, outputs]`. `weight` is `[outputs, inputs]`, `bias` `[outputs]`.
public struct Linear: Module {
  public let weight: Parameter
  public let bias: Parameter

  /// Starts uniform in ±1/√inputs, bias included, as Torch7 does, unless told otherwise.
  public init(_ inputs: Int, _ outputs: Int, weight: Initializer? = nil, bias: Initializer? = nil) {
    self.weight = Parameter([outputs, inputs], weight ?? .torchUniform(fanIn: inputs))
    self.bias = Parameter([outputs], bias ?? .torchUniform(fanIn: inputs), role: .bias)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.multiplied(byTransposed: x.graph.value(of: weight)).adding(bias: x.graph.value(of: bias))
  }
}
