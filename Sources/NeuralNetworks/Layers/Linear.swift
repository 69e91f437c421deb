public import Tensors

/// y = x Wᵀ + b: every output is a weighted sum of all inputs.
///
/// `[n, inputs]` to `[n, outputs]`. `weight` is `[outputs, inputs]`, `bias` `[outputs]`.
public struct Linear: Module {
  public let weight: Parameter
  public let bias: Parameter

  /// Creates a linear layer; by default it starts uniform in ±1/√inputs, as in Torch7.
  ///
  /// - Parameters:
  ///   - inputs: Features of the input.
  ///   - outputs: Features of the output.
  ///   - weight: The distribution of the initial weights.
  ///   - bias: The distribution of the initial biases.
  ///   - role: The role of the weights: `weight`, or `freeWeight` to exempt them from penalties.
  public init(
    _ inputs: Int, _ outputs: Int, weight: Initializer? = nil, bias: Initializer? = nil, role: Parameter.Role = .weight
  ) {
    self.weight = Parameter([outputs, inputs], weight ?? .torchUniform(fanIn: inputs), role: role)
    self.bias = Parameter([outputs], bias ?? .torchUniform(fanIn: inputs), role: .bias)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.multiplied(byTransposed: x.graph.value(of: weight)).adding(bias: x.graph.value(of: bias))
  }
}
