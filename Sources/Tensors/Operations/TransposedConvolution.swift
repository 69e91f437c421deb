import Diagnostics
import ImageShapes

extension Tensor {
  /// The transposed convolution of images with filters: the adjoint of ``convolved(with:stride:padding:)``.
  ///
  /// `self` is `[n, c, h, w]`, `filters` `[c, o, kh, kw]`, Torch's layout; the result is `[n, o, h', w']` with h' = (h
  /// - 1) stride - 2 padding + kh + outputPadding. The output padding, less than the stride, selects one of the sizes
  /// that a convolution maps to h x w.
  public func transposeConvolved(
    with filters: Tensor, stride: Int = 1, padding: Int = 0, outputPadding: Int = 0
  ) -> Tensor {
    graph.append(
      TransposedConvolution(stride: stride, padding: padding, rowPadding: outputPadding, columnPadding: outputPadding),
      [self, filters])
  }
}

extension Tensor {
  /// The gradient of a convolution with `filters` in its images of `height` x `width`, from the gradient `self`.
  package func spread(by filters: Tensor, stride: Int, padding: Int, height: Int, width: Int) -> Tensor {
    let (size, kernel) = (shape.dimensions, filters.shape.dimensions)
    func rest(_ extent: Int, _ axis: Int) -> Int {
      extent - ((size[axis] - 1) * stride - 2 * padding + kernel[axis + 1])
    }
    return graph.append(
      TransposedConvolution(
        stride: stride, padding: padding, rowPadding: rest(height, 1), columnPadding: rest(width, 2)),
      [self, filters])
  }
}

/// A transposed convolution of images with filters: the gradient of a ``Convolution`` in its images.
///
/// - Formula: y[n, o, s i + a - p, s j + b - p] = Σ x[n, c, i, j] w[c, o, a, b], with stride s and padding p
/// - Shapes: `[n, c, h, w]`, `[c, o, kh, kw]` → `[n, o, h', w']`, h' = (h - 1) s - 2 p + kh + row padding
/// - Gradient: in x, `Convolution` of dy with w; in w, `ConvolutionFilterGradient` of x and dy
package struct TransposedConvolution: Operation {
  package let stride: Int
  package let padding: Int
  /// Rows at the bottom that no filter need reach: 0 to stride - 1.
  package let rowPadding: Int
  /// Columns at the right that no filter need reach.
  package let columnPadding: Int
  package var name: String { "transposed convolution" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let filters = inputs[1]
    let images = try inputs[0].images()
    guard !filters.isBatched, filters.dimensions.count == 4 else {
      throw ShapeError(.rank, Report("filters are required", expected: "[c, o, kh, kw]", got: "\(filters)"))
    }
    guard stride >= 1, padding >= 0 else {
      throw ShapeError(
        .argument,
        Report(
          "stride or padding out of range", expected: "stride >= 1, padding >= 0", got: "\(stride) and \(padding)"))
    }
    for outputPadding in [rowPadding, columnPadding] where outputPadding < 0 || outputPadding >= stride {
      throw ShapeError(
        .argument,
        Report(
          "the output padding must be less than the stride", expected: "0 to \(stride - 1)", got: "\(outputPadding)"))
    }
    guard filters.dimensions[0] == images.channels else {
      throw ShapeError(
        .channels,
        Report(
          "the filters have a different number of channels", expected: "\(filters.dimensions[0]) channels",
          got: "\(images.channels) in \(inputs[0])", cure: "give the layer \(images.channels) input channels"))
    }
    let height = size(from: images.height, kernel: filters.dimensions[2]) + rowPadding
    let width = size(from: images.width, kernel: filters.dimensions[3]) + columnPadding
    guard height >= 1, width >= 1 else {
      throw ShapeError(
        .kernel,
        Report(
          "the padding leaves nothing of the image", expected: "at least 1x1",
          got: "\(height)x\(width) from \(inputs[0]) with padding \(padding)", cure: "use less padding"))
    }
    return .batched([filters.dimensions[1], height, width])
  }

  private func size(from extent: Int, kernel: Int) -> Int { (extent - 1) * stride - 2 * padding + kernel }

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
