import Diagnostics

extension Tensor {
  /// The convolution of images with filters: cross-correlation, as in every framework.
  ///
  /// `self` is `[n, c, h, w]`, `filters` `[o, c, kh, kw]`; the result is
  /// `[n, o, (h + 2 padding - kh) / stride + 1, (w + 2 padding - kw) / stride + 1]`, rounded down.
  public func convolved(with filters: Tensor, stride: Int = 1, padding: Int = 0) -> Tensor {
    graph.append(Convolution(stride: stride, padding: padding), [self, filters])
  }
}

/// A convolution of images with filters, with zeros outside the images.
///
/// - Formula: y[n, o, i, j] = Σ x[n, c, s i + a - p, s j + b - p] w[o, c, a, b], with stride s and padding p
/// - Shapes: `[n, c, h, w]`, `[o, c, kh, kw]` → `[n, o, h', w']`, h' = (h + 2 p - kh) / s + 1, rounded down
/// - Gradient: in x, `TransposedConvolution` of dy with w; in w, `ConvolutionFilterGradient` of dy and x
package struct Convolution: Operation {
  package let stride: Int
  package let padding: Int
  package var name: String { "convolution" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let (images, filters) = (inputs[0], inputs[1])
    guard images.isBatched, images.dimensions.count == 3 else {
      throw ShapeError(.rank, Report("images are required", expected: "[n, c, h, w]", got: "\(images)"))
    }
    guard !filters.isBatched, filters.dimensions.count == 4 else {
      throw ShapeError(.rank, Report("filters are required", expected: "[o, c, kh, kw]", got: "\(filters)"))
    }
    guard stride >= 1, padding >= 0 else {
      throw ShapeError(
        .argument,
        Report(
          "stride or padding out of range", expected: "stride >= 1, padding >= 0", got: "\(stride) and \(padding)"))
    }
    let (c, h, w) = (images.dimensions[0], images.dimensions[1], images.dimensions[2])
    guard filters.dimensions[1] == c else {
      throw ShapeError(
        .channels,
        Report(
          "the filters have a different number of channels", expected: "\(filters.dimensions[1]) channels",
          got: "\(c) in \(images)", cure: "give the layer \(c) input channels"))
    }
    let (kh, kw) = (filters.dimensions[2], filters.dimensions[3])
    guard h + 2 * padding >= kh, w + 2 * padding >= kw else {
      throw ShapeError(
        .kernel,
        Report(
          "the kernel is larger than the image", expected: "at most \(h + 2 * padding)x\(w + 2 * padding)",
          got: "\(kh)x\(kw) on \(images) with padding \(padding)",
          cure: "use a smaller kernel, more padding or larger images"))
    }
    return .batched([
      filters.dimensions[0], (h + 2 * padding - kh) / stride + 1, (w + 2 * padding - kw) / stride + 1,
    ])
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let graph = upstream.graph
    let size = inputs[0].shape.dimensions
    let kernel = inputs[1].shape.dimensions
    return [
      upstream.spread(by: inputs[1], stride: stride, padding: padding, height: size[1], width: size[2]),
      graph.append(
        ConvolutionFilterGradient(
          stride: stride, padding: padding, kernelHeight: kernel[2], kernelWidth: kernel[3]),
        [upstream, inputs[0]]),
    ]
  }
}

/// The gradient of a ``Convolution`` in its filters.
///
/// - Formula: dw[o, c, a, b] = Σ dy[n, o, i, j] x[n, c, s i + a - p, s j + b - p], over samples and pixels
/// - Shapes: dy and x: `[n, o, h', w']`, `[n, c, h, w]` → `[o, c, kh, kw]`
/// - Gradient: in dy, `Convolution` of x with the incoming gradient; in x, `TransposedConvolution` of dy with it
package struct ConvolutionFilterGradient: Operation {
  package let stride: Int
  package let padding: Int
  package let kernelHeight: Int
  package let kernelWidth: Int
  package var name: String { "convolution's filter gradient" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let (upstream, images) = (inputs[0], inputs[1])
    let filters = Shape.unbatched([upstream.dimensions[0], images.dimensions[0], kernelHeight, kernelWidth])
    let expected = try Convolution(stride: stride, padding: padding).shape(of: [images, filters])
    guard upstream == expected else {
      throw ShapeError(.mismatch, Report("the gradient does not fit", expected: "\(expected)", got: "\(upstream)"))
    }
    return filters
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    // Linear in both operands, with this operation's result as the filters.
    let size = inputs[1].shape.dimensions
    return [
      inputs[1].convolved(with: upstream, stride: stride, padding: padding),
      inputs[0].spread(by: upstream, stride: stride, padding: padding, height: size[1], width: size[2]),
    ]
  }
}
