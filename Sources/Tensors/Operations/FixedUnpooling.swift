extension Tensor {
  /// Each value in the upper left corner of its window, zeros elsewhere: `[n, c, h', w']` to `[n, c, height, width]`,
  /// where h' = (height - window) / stride + 1, rounded down.
  ///
  /// An unpooling that needs no switches.
  public func unpooledAtFixedPositions(window: Int, stride: Int, height: Int, width: Int) -> Tensor {
    graph.append(
      FixedUnpooling(
        windows: Windows(window: window, stride: stride, padding: 0), height: height, width: width), [self])
  }
}

/// y[n, c, stride i, stride j] = x[n, c, i, j], zero elsewhere.
package struct FixedUnpooling: Operation {
  package let windows: Windows
  package let height: Int
  package let width: Int
  package var name: String { "unpooling at fixed positions" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try windows.unpooled(inputs[0], height: height, width: width)
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(CornerPooling(windows: windows), [upstream])]
  }
}

/// y[n, c, i, j] = x[n, c, stride i, stride j]: the adjoint of ``FixedUnpooling``.
package struct CornerPooling: Operation {
  package let windows: Windows
  package var name: String { "pooling of corners" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { try windows.pooled(inputs[0]) }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let size = inputs[0].shape.dimensions
    return [
      upstream.unpooledAtFixedPositions(
        window: windows.window, stride: windows.stride, height: size[1], width: size[2])
    ]
  }
}
