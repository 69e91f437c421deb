public import Tensors

/// A transposed convolution with one bias per filter: the gradient of a convolution, as a layer.
///
/// `[n, inputs, h, w]` to `[n, outputs, (h - 1) stride - 2 padding + kernel + outputPadding, …]`. `weight` is
/// `[inputs, outputs, kernel, kernel]`, `bias` `[outputs]`.
public struct ConvTranspose2d: Module {
  public let weight: Parameter
  public let bias: Parameter
  public let stride: Int
  public let padding: Int
  /// Rows and columns added to the minimum output, below the stride.
  public let outputPadding: Int

  /// Creates a transposed convolution; by default it starts uniform in ±1/√(inputs · kernel²), as in Torch7.
  ///
  /// - Parameters:
  ///   - inputs: Channels of the input.
  ///   - outputs: Filters.
  ///   - kernel: Rows and columns of a filter.
  ///   - stride: Rows and columns from one position of the filter to the next.
  ///   - padding: Rows and columns removed from each side of the output.
  ///   - outputPadding: Rows and columns added to the output, below the stride.
  ///   - weight: The distribution of the initial filters.
  ///   - bias: The distribution of the initial biases.
  ///   - role: The role of the filters: `weight`, or `freeWeight` to exempt them from penalties.
  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, outputPadding: Int = 0,
    weight: Initializer? = nil, bias: Initializer? = nil, role: Parameter.Role = .weight
  ) {
    let fanIn = inputs * kernel * kernel
    self.weight = Parameter([inputs, outputs, kernel, kernel], weight ?? .torchUniform(fanIn: fanIn), role: role)
    self.bias = Parameter([outputs], bias ?? .torchUniform(fanIn: fanIn), role: .bias)
    self.stride = stride
    self.padding = padding
    self.outputPadding = outputPadding
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.transposeConvolved(
      with: x.graph.value(of: weight), stride: stride, padding: padding, outputPadding: outputPadding
    )
    .adding(bias: x.graph.value(of: bias))
  }
}
