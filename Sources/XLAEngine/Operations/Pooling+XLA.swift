import Tensors

extension MaxSwitches: XLAOperation {
  /// Compares the pixels of all windows place by place, which is faster than a window reduction of two operands.
  func lower(_ node: LoweredNode) -> Value {
    let dimensions = node.dimensions
    var switches = firstPlaces(of: dimensions, node.writer)
    var maxima = node.writer.splat(-.infinity, node.type)
    for (place, pixels) in windows.places(in: node[0], count: dimensions, outside: -.infinity) {
      // The first maximum, or the last NaN.
      let isTaken = pixels.compared(.greater, to: maxima).or(pixels.compared(.notEqual, to: pixels))
      switches = isTaken.select(switches.splat(Float(place)), switches)
      maxima = isTaken.select(pixels, maxima)
    }
    return switches
  }

  /// The first place of each window that lies within the image: that of a window of -∞.
  private func firstPlaces(of dimensions: [Int], _ writer: StableHLOWriter) -> Value {
    let type = TensorType(.f32, dimensions)
    guard windows.padding > 0 else { return writer.splat(0, type) }
    func first(along axis: Int) -> Value {
      let index = writer.iota(type, along: axis)
      return (Float(windows.padding) - Float(windows.stride) * index).maximum(index.splat(0))
    }
    return Float(windows.window) * first(along: 2) + first(along: 3)
  }
}

extension Gathering: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let switches = node[1]
    var values = node.writer.splat(0, node.type)
    for (place, pixels) in windows.places(in: node[0], count: node.dimensions, outside: 0) {
      values = switches.compared(.equal, to: Float(place)).select(pixels, values)
    }
    return values
  }
}

extension Scattering: XLAOperation {
  /// For each place of the windows, the values that belong there, spread over the image; their sum.
  func lower(_ node: LoweredNode) -> Value {
    let (x, switches) = (node[0], node[1])
    var image: Value?
    for row in 0..<windows.window {
      for column in 0..<windows.window {
        let place = Float(row * windows.window + column)
        let chosen = switches.compared(.equal, to: place).select(x, x.splat(0))
        let spread = windows.spread(chosen, from: row, column, over: [height, width])
        image = image.map { $0 + spread } ?? spread
      }
    }
    return image ?? node.writer.splat(0, node.type)
  }
}

extension SumPooling: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    windows.padded(node[0], count: node.dimensions, outside: 0)
      .windowSums(of: [1, 1, windows.window, windows.window], step: [1, 1, windows.stride, windows.stride])
  }
}

extension WindowBroadcast: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let (x, size) = (node[0], windows.window)
    let dimensions = x.dimensions
    if windows.stride == size, windows.padding == 0 {
      // Windows side by side: each value repeated along two new dimensions, and zeros beyond the last window.
      let (rows, columns) = (dimensions[2] * size, dimensions[3] * size)
      return x.broadcast(
        to: [dimensions[0], dimensions[1], dimensions[2], size, dimensions[3], size], axes: [0, 1, 2, 4]
      ).reshaped(to: [dimensions[0], dimensions[1], rows, columns])
        .padded(low: [0, 0, 0, 0], high: [0, 0, height - rows, width - columns])
    }
    // The sum over the windows that end at each pixel, of values spread by the stride.
    let first = size - 1 - windows.padding
    func rest(_ extent: Int, _ count: Int) -> Int { extent + size - 1 - first - ((count - 1) * windows.stride + 1) }
    return x.padded(
      low: [0, 0, first, first], high: [0, 0, rest(height, dimensions[2]), rest(width, dimensions[3])],
      between: [0, 0, windows.stride - 1, windows.stride - 1]
    ).windowSums(of: [1, 1, size, size], step: [1, 1, 1, 1])
  }
}

extension Windows {
  /// `images` with `outside` around them, or cropped, so that the windows fit exactly; `count` are the windows'
  /// dimensions.
  fileprivate func padded(_ images: Value, count: [Int], outside: Float) -> Value {
    let high = [2, 3].map { (count[$0] - 1) * stride + window - images.dimensions[$0] - padding }
    return images.padded(low: [0, 0, padding, padding], high: [0, 0] + high, with: outside)
  }

  /// For each place of a window, row by row, the pixels of all windows at that place.
  fileprivate func places(in images: Value, count: [Int], outside: Float) -> [(place: Int, pixels: Value)] {
    let padded = padded(images, count: count, outside: outside)
    return (0..<window * window).map { place in
      let (row, column) = (place / window, place % window)
      let pixels = padded.sliced(
        from: [0, 0, row, column],
        to: [count[0], count[1], row + (count[2] - 1) * stride + 1, column + (count[3] - 1) * stride + 1],
        step: [1, 1, stride, stride])
      return (place, pixels)
    }
  }

  /// Values, one per window, at the pixel (row, column) of their windows, zeros elsewhere.
  fileprivate func spread(_ values: Value, from row: Int, _ column: Int, over size: [Int]) -> Value {
    let (top, left) = (row - padding, column - padding)
    func rest(_ extent: Int, _ first: Int, _ count: Int) -> Int { extent - first - ((count - 1) * stride + 1) }
    return values.padded(
      low: [0, 0, top, left],
      high: [0, 0, rest(size[0], top, values.dimensions[2]), rest(size[1], left, values.dimensions[3])],
      between: [0, 0, stride - 1, stride - 1])
  }
}
