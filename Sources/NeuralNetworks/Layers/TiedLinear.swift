public import Tensors

/// y = x W + b with the weights W of a ``Linear``, transposed: from that layer's outputs to its inputs.
///
/// `bias`, `[inputs]`, is the layer's own.
public struct TiedLinear: Module {
  /// The shared weights, `[outputs, inputs]`.
  public let weight: Parameter
  public let bias: Parameter

  /// Creates the transpose of a linear layer.
  ///
  /// - Parameters:
  ///   - layer: The linear layer.
  ///   - bias: The distribution of initial biases; uniform in ±1/√outputs by default.
  public init(to layer: Linear, bias: Initializer? = nil) {
    weight = layer.weight
    let (outputs, inputs) = (layer.weight.dimensions[0], layer.weight.dimensions[1])
    self.bias = Parameter([inputs], bias ?? .torchUniform(fanIn: outputs), role: .bias)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.multiplied(byTransposed: x.graph.value(of: weight).transposed()).adding(bias: x.graph.value(of: bias))
  }
}
