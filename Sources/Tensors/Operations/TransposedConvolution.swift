import Diagnostics
import ImageShapes

extension Tensor {
  /// The transposed convolution of images with filters: the adjoint of ``convolved(with:stride:padding:)``.
  ///
  /// `self` is `[n, c, h, w]`, `filters` `[c, o, kh, kw]`, Torch's layout; the result is `[n, o, h', w']` with
  /// h' = (h - 1) stride - 2 padding + kh + outputPadding. The output padding, less than the stride, chooses among the
  /// sizes that a convolution would bring to h x w.
  public func transposeConvolved(
    with filters: Tensor, stride: Int = 1, padding: Int = 0, outputPadding: Int = 0
  ) -> Tensor {
    graph.append(
      TransposedConvolution(stride: stride, padding: padding, outputPadding: outputPadding), [self, filters])
  }
}

/// y[n, o, s i + a - p, s j + b - p] = Σ x[n, c, i, j] w[c, o, a, b].
package struct TransposedConvolution: Operation {
  package let stride: Int
  package let padding: Int
  package let outputPadding: Int
  package var name: String { "transposed convolution" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let filters = inputs[1]
    let images = try inputs[0].images()
    guard !filters.isBatched, filters.dimensions.count == 4 else {
      throw ShapeError(.rank, Report("filters were needed", expected: "[c, o, kh, kw]", got: "\(filters)"))
    }
    guard stride >= 1, padding >= 0 else {
      throw ShapeError(
        .argument,
        Report(
          "stride or padding out of range", expected: "stride >= 1, padding >= 0", got: "\(stride) and \(padding)"))
    }
    guard outputPadding >= 0, outputPadding < stride else {
      throw ShapeError(
        .argument,
        Report(
          "the output padding must be less than the stride", expected: "0 to \(stride - 1)", got: "\(outputPadding)"))
    }
    guard filters.dimensions[0] == images.channels else {
      throw ShapeError(
        .channels,
        Report(
          "the filters are for another number of channels", expected: "\(filters.dimensions[0]) channels",
          got: "\(images.channels) in \(inputs[0])", cure: "give the layer \(images.channels) input channels"))
    }
    let height = size(from: images.height, kernel: filters.dimensions[2])
    let width = size(from: images.width, kernel: filters.dimensions[3])
    guard height >= 1, width >= 1 else {
      throw ShapeError(
        .kernel,
        Report(
          "the padding leaves nothing of the image", expected: "at least 1x1",
          got: "\(height)x\(width) from \(inputs[0]) with padding \(padding)", cure: "use less padding"))
    }
    return .batched([filters.dimensions[1], height, width])
  }

  private func size(from extent: Int, kernel: Int) -> Int {
    (extent - 1) * stride - 2 * padding + kernel + outputPadding
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let kernel = inputs[1].shape.dimensions
    return [
      upstream.convolved(with: inputs[1], stride: stride, padding: padding),
      upstream.graph.append(
        ConvolutionFilterGradient(
          stride: stride, padding: padding, kernelHeight: kernel[2], kernelWidth: kernel[3]),
        [inputs[0], upstream]),
    ]
  }
}
