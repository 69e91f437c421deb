public import Tensors

/// A transposed convolution that shares the filters, stride and padding of a ``Conv2d``, from its outputs to its
/// inputs.
///
/// `bias`, `[inputs]`, is the layer's own.
public struct TiedConvTranspose2d: Module {
  /// The shared filters, `[outputs, inputs, kernel, kernel]`.
  public let weight: Parameter
  public let bias: Parameter
  public let stride: Int
  public let padding: Int
  /// Rows and columns added to the minimum output, below the stride.
  public let outputPadding: Int

  /// Creates the transpose of a convolution.
  ///
  /// - Parameters:
  ///   - layer: The convolution.
  ///   - outputPadding: Rows and columns added to the minimum output, below the stride.
  ///   - bias: The distribution of initial biases; uniform in ±1/√(outputs · kernel²) by default.
  public init(to layer: Conv2d, outputPadding: Int = 0, bias: Initializer? = nil) {
    weight = layer.weight
    let size = layer.weight.dimensions
    self.bias = Parameter([size[1]], bias ?? .torchUniform(fanIn: size[0] * size[2] * size[3]), role: .bias)
    stride = layer.stride
    padding = layer.padding
    self.outputPadding = outputPadding
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.transposeConvolved(
      with: x.graph.value(of: weight), stride: stride, padding: padding, outputPadding: outputPadding
    )
    .adding(bias: x.graph.value(of: bias))
  }
}
