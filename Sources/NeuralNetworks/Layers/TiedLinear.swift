public import Tensors

/// y = x W + b with the weights W of a ``Linear``, the other way: `[n, outputs]` of that layer to `[n, inputs]`.
///
/// `bias`, `[inputs]`, is the layer's own.
public struct TiedLinear: Module {
  /// The other layer's, `[outputs, inputs]`.
  public let weight: Parameter
  public let bias: Parameter

  /// The bias starts as `layer`'s does by default, uniform in ±1/√outputs, unless told otherwise.
  public init(to layer: Linear, bias: Initializer? = nil) {
    weight = layer.weight
    let (outputs, inputs) = (layer.weight.dimensions[0], layer.weight.dimensions[1])
    self.bias = Parameter([inputs], bias ?? .torchUniform(fanIn: outputs), role: .bias)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.multiplied(byTransposed: x.graph.value(of: weight).transposed()).adding(bias: x.graph.value(of: bias))
  }
}
