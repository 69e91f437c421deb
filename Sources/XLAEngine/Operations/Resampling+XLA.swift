import Tensors

extension BilinearUpsampling: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let size = node[0].dimensions
    // [n, c, h, w] · [H, h] over rows is [n, c, w, H]; · [W, w] over columns is [n, c, H, W].
    return node[0].product(node.writer.bilinearWeights(factor: factor, among: size[2]), over: 2, 1)
      .product(node.writer.bilinearWeights(factor: factor, among: size[3]), over: 2, 1)
  }
}

extension BilinearUpsamplingGradient: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let size = node.dimensions
    return node[0].product(node.writer.bilinearWeights(factor: factor, among: size[2]), over: 2, 0)
      .product(node.writer.bilinearWeights(factor: factor, among: size[3]), over: 2, 0)
  }
}

extension StableHLOWriter {
  /// The weight of each of `count` pixels in each pixel of a row `factor` times finer: `[factor count, count]`.
  ///
  /// Made of indices: 1 - |place - pixel|, at least 0, with place = (2 fine + 1 - factor) / (2 factor) clamped to the
  /// row. In units of 1 / (2 factor) all numbers but the last are integers.
  fileprivate func bilinearWeights(factor: Int, among count: Int) -> Value {
    let type = TensorType(.f32, [factor * count, count])
    let unit = Float(2 * factor)
    let place = (2 * iota(type, along: 0) + Float(1 - factor)).maximum(splat(0, type))
      .minimum(splat(unit * Float(count - 1), type))
    let distance = (place - unit * iota(type, along: 1)).unary("abs")
    return (splat(unit, type) - distance).maximum(splat(0, type)) / splat(unit, type)
  }
}

extension Filtering: XLAOperation {
  /// The sum of shifted images times a tap, by columns, then by rows.
  func lower(_ node: LoweredNode) -> Value {
    let size = node.dimensions
    let padded = node[0].padded(low: [0, 0, padding, padding], high: [0, 0, padding, padding])
    return padded.filtered(by: taps, along: 3, to: size[3]).filtered(by: taps, along: 2, to: size[2])
  }
}

extension Value {
  /// Σ of the elements at i + a along `axis` times tap a, for `count` elements i.
  fileprivate func filtered(by taps: [Float], along axis: Int, to count: Int) -> Value {
    let terms = taps.enumerated().map { index, tap in
      var (start, limit) = ([0, 0, 0, 0], dimensions)
      (start[axis], limit[axis]) = (index, index + count)
      return tap * sliced(from: start, to: limit)
    }
    return terms.dropFirst().reduce(terms[0], +)
  }
}
