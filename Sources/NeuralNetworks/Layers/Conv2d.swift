public import Tensors

/// A convolution with a bias for each filter.
///
/// `[n, inputs, h, w]` to `[n, outputs, (h + 2 padding - kernel) / stride + 1, …]`, rounded down. `weight` is
/// `[outputs, inputs, kernel, kernel]`, `bias` `[outputs]`.
public struct Conv2d: Module {
  public let weight: Parameter
  public let bias: Parameter
  public let stride: Int
  public let padding: Int

  /// Starts uniform in ±1/√(inputs · kernel²), bias included, as Torch7 does, unless told otherwise.
  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, weight: Initializer? = nil,
    bias: Initializer? = nil
  ) {
    let fanIn = inputs * kernel * kernel
    self.weight = Parameter([outputs, inputs, kernel, kernel], weight ?? .torchUniform(fanIn: fanIn))
    self.bias = Parameter([outputs], bias ?? .torchUniform(fanIn: fanIn))
    self.stride = stride
    self.padding = padding
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.convolved(with: x.graph.value(of: weight), stride: stride, padding: padding)
      .adding(bias: x.graph.value(of: bias))
  }
}
