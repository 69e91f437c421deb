import Tensors

extension MaxSwitches: ONNXOperation {
  /// The maxima themselves change by a rounding alone.
  func isChoice(_ node: Graph.Node, in graph: Graph, readBy readers: [Graph.Node]) -> Bool {
    !readers.allSatisfy { ($0.operation as? Gathering)?.windows == windows && $0.inputs[0] == node.inputs[0] }
      || readers.isEmpty
  }

  /// The places within the windows, from the places in all images that the pooling returns.
  ///
  /// Only a result needs them: poolings and unpoolings read the pool itself.
  func lower(_ node: LoweredNode) -> ONNXValue {
    let size = node.shapes[0].dimensions
    let pooled = node.writer.append(
      "MaxPool", [node[0]], windows.poolAttributes(over: Array(size[1...])), as: [node.writer.real, .int64])
    node.lowering.add(
      LoweredPool(
        images: node.operands[0], windows: windows, height: size[1], width: size[2], maxima: pooled[0],
        indices: pooled[1]), at: node.id)
    func first(_ count: Int, _ dimensions: [Int]) -> ONNXValue {
      node.writer.numbers((0..<count).map { Float($0 * windows.stride - windows.padding) }, dimensions, .int64)
    }
    let place = pooled[1].binary("Mod", node.writer.number(Float(size[1] * size[2]), .int64))
    let width = node.writer.number(Float(size[2]), .int64)
    let (rows, columns) = (node.shape.dimensions[1], node.shape.dimensions[2])
    let row = place / width - first(rows, [rows, 1])
    let column = place.binary("Mod", width) - first(columns, [columns])
    return (Float(windows.window) * row + column).asReal
  }
}

extension Gathering: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue {
    if let pool = node.lowering.pool(node.operands[1]), pool.images == node.operands[0], pool.windows == windows {
      return pool.maxima
    }
    let size = node.shape.dimensions
    let (channels, places) = (size[0], windows.window * windows.window)
    let pixels = node.writer.append(
      "Conv", [node[0], windows.filters(channels, node.writer)],
      windows.attributes(group: channels, beyond: windows.beyond(Array(node.shapes[0].dimensions[1...])))
    ).reshaped(to: [-1, channels, places] + size[1...])
    return node.writer.selected(node[1], size, places, pixels).reduced(along: [2])
  }
}

extension Scattering: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue {
    let size = node.shape.dimensions
    if let pool = node.lowering.pool(node.operands[1]), pool.windows == windows, windows.stride >= windows.window,
      pool.height == height, pool.width == width, windows.fits(height), windows.fits(width)
    {
      return node.writer.append(
        "MaxUnpool", [node[0], pool.indices, node.lowering.dimensions(of: node.shape)], windows.attributes)
    }
    let inner = node.shapes[0].dimensions
    let (channels, places) = (size[0], windows.window * windows.window)
    let pixels = node.writer.selected(
      node[1], inner, places, node[0].reshaped(to: [-1, channels, 1] + inner[1...])
    ).reshaped(to: [-1, channels * places] + inner[1...])
    return windows.spread(pixels, windows.filters(channels, node.writer), channels, inner, over: [height, width])
  }
}

extension SumPooling: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue {
    Float(windows.window * windows.window) * windows.averages(of: node[0])
  }
}

extension WindowBroadcast: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue {
    let size = node.shapes[0].dimensions
    if windows.stride == windows.window, windows.padding == 0 {
      return node[0].enlarged(
        by: windows.window,
        [
          "mode": .text("nearest"), "coordinate_transformation_mode": .text("asymmetric"),
          "nearest_mode": .text("floor"),
        ]
      ).padded(
        low: [0, 0, 0], high: [0, height - size[1] * windows.window, width - size[2] * windows.window])
    }
    let ones = [Float](repeating: 1, count: size[0] * windows.window * windows.window)
    let filters = node.writer.numbers(ones, [size[0], 1, windows.window, windows.window])
    return windows.spread(node[0], filters, size[0], size, over: [height, width])
  }
}

extension ONNXWriter {
  /// `pixels`, `[n, c, places, h, w]`, at the place that `switches`, `[n, c, h, w]`, select, zeros at the others.
  fileprivate func selected(
    _ switches: ONNXValue, _ size: [Int], _ places: Int, _ pixels: ONNXValue
  ) -> ONNXValue {
    switches.reshaped(to: [-1, size[0], 1] + size[1...])
      .compared("Equal", to: numbers((0..<places).map(Float.init), [places, 1, 1])).select(pixels, number(0))
  }
}

extension Windows {
  fileprivate var attributes: KeyValuePairs<String, ONNXAttribute> {
    [
      "kernel_shape": .ints([window, window]), "strides": .ints([stride, stride]),
      "pads": .ints([padding, padding, padding, padding]),
    ]
  }

  /// Those of a max pool over images of `size`, whose last windows may reach beyond the images and their padding.
  ///
  /// Padding says so rather than `ceil_mode`: with that ONNX infers another number of windows than run-times compute.
  fileprivate func poolAttributes(over size: [Int]) -> KeyValuePairs<String, ONNXAttribute> {
    let beyond = beyond(size)
    return [
      "kernel_shape": .ints([window, window]), "strides": .ints([stride, stride]),
      "pads": .ints([padding, padding, padding + beyond[0], padding + beyond[1]]),
    ]
  }

  /// Those of a convolution in groups whose last windows reach `beyond` the images and their padding.
  fileprivate func attributes(group: Int, beyond: [Int]) -> KeyValuePairs<String, ONNXAttribute> {
    [
      "group": .int(group), "kernel_shape": .ints([window, window]), "strides": .ints([stride, stride]),
      "pads": .ints([padding, padding, padding + beyond[0], padding + beyond[1]]),
    ]
  }

  /// The pixels that the last windows reach beyond images of `size` and their padding.
  fileprivate func beyond(_ size: [Int]) -> [Int] {
    size.map { max(0, (count(along: $0) - 1) * stride + window - $0 - 2 * padding) }
  }

  /// The mean of each window, with zeros outside the images.
  func averages(of images: ONNXValue) -> ONNXValue {
    images.writer.append(
      "AveragePool", [images],
      [
        "kernel_shape": .ints([window, window]), "strides": .ints([stride, stride]),
        "pads": .ints([padding, padding, padding, padding]), "count_include_pad": .int(1),
      ])
  }

  /// For each of `channels`, a filter for each place of a window that is 1 there.
  fileprivate func filters(_ channels: Int, _ writer: ONNXWriter) -> ONNXValue {
    let places = window * window
    let weights = (0..<channels * places * places).map { index -> Float in
      index / places % places == index % places ? 1 : 0
    }
    return writer.numbers(weights, [channels * places, 1, window, window])
  }

  /// Values, one per window of `channels`, times filters at the pixels of their windows, added where they overlap.
  fileprivate func spread(
    _ values: ONNXValue, _ filters: ONNXValue, _ channels: Int, _ inner: [Int], over size: [Int]
  ) -> ONNXValue {
    let rest = [0, 1].map { size[$0] - ((inner[$0 + 1] - 1) * stride - 2 * padding + window) }
    return values.writer.append(
      "ConvTranspose", [values, filters],
      [
        "group": .int(channels), "kernel_shape": .ints([window, window]), "strides": .ints([stride, stride]),
        "pads": .ints([padding, padding] + rest.map { padding + max(0, -$0) }),
        "output_padding": .ints(rest.map { max(0, $0) }),
      ])
  }
}
