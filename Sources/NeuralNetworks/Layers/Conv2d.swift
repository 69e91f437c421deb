public import Tensors

/// A convolution with one bias per filter.
///
/// `[n, inputs, h, w]` to `[n, outputs, (h + 2 padding - kernel) / stride + 1, …]`, rounded down. `weight` is
/// `[outputs, inputs, kernel, kernel]`, `bias` `[outputs]`.
public struct Conv2d: Module {
  public let weight: Parameter
  public let bias: Parameter
  public let stride: Int
  public let padding: Int

  /// Creates a convolution; by default it starts uniform in ±1/√(inputs · kernel²), as in Torch7.
  ///
  /// - Parameters:
  ///   - inputs: Channels of the input.
  ///   - outputs: Filters.
  ///   - kernel: Rows and columns of a filter.
  ///   - stride: Rows and columns from one position of the filter to the next.
  ///   - padding: Rows and columns of zeros on each side of the input.
  ///   - weight: The distribution of the initial filters.
  ///   - bias: The distribution of the initial biases.
  ///   - role: The role of the filters: `weight`, or `freeWeight` to exempt them from penalties.
  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, weight: Initializer? = nil,
    bias: Initializer? = nil, role: Parameter.Role = .weight
  ) {
    let fanIn = inputs * kernel * kernel
    self.weight = Parameter([outputs, inputs, kernel, kernel], weight ?? .torchUniform(fanIn: fanIn), role: role)
    self.bias = Parameter([outputs], bias ?? .torchUniform(fanIn: fanIn), role: .bias)
    self.stride = stride
    self.padding = padding
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.convolved(with: x.graph.value(of: weight), stride: stride, padding: padding)
      .adding(bias: x.graph.value(of: bias))
  }
}
