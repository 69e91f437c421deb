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
struct FixedUnpooling: Operation {
  let windows: Windows
  let height: Int
  let width: Int
  var name: String { "unpooling at fixed positions" }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try windows.unpooled(inputs[0], height: height, width: width)
  }

  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(CornerPooling(windows: windows), [upstream])]
  }
}

/// y[n, c, i, j] = x[n, c, stride i, stride j]: the adjoint of ``FixedUnpooling``.
struct CornerPooling: Operation {
  let windows: Windows
  var name: String { "pooling of corners" }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { try windows.pooled(inputs[0]) }

  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let size = inputs[0].shape.dimensions
    return [
      upstream.unpooledAtFixedPositions(
        window: windows.window, stride: windows.stride, height: size[1], width: size[2])
    ]
  }
}
