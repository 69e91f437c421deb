extension Tensor {
  /// The mean of each window: `[n, c, h, w]` to `[n, c, h', w']`, h' = (h + 2 padding - window) / stride + 1, rounded
  /// down.
  ///
  /// The padding counts as zeros, which are part of the mean: every sum is divided by window². It is at most window / 2.
  public func averagePooled(window: Int, stride: Int, padding: Int = 0) -> Tensor {
    let windows = Windows(window: window, stride: stride, padding: padding)
    return (1 / Float(window * window)) * graph.append(SumPooling(windows: windows), [self])
  }
}

/// y[n, c, i, j] = Σ over (a, b) of x[n, c, stride i - padding + a, stride j - padding + b], with zeros outside x.
package struct SumPooling: Operation {
  package let windows: Windows
  package var name: String { "average pooling" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { try windows.pooled(inputs[0]) }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let size = inputs[0].shape.dimensions
    return [upstream.graph.append(Spreading(windows: windows, height: size[1], width: size[2]), [upstream])]
  }
}

/// Each value at every pixel of its window; where windows overlap, values add up: the adjoint of ``SumPooling``.
package struct Spreading: Operation {
  package let windows: Windows
  package let height: Int
  package let width: Int
  package var name: String { "spreading" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try windows.unpooled(inputs[0], height: height, width: width)
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(SumPooling(windows: windows), [upstream])]
  }
}
