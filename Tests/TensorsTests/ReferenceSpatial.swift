import Tensors

extension ReferenceTensor {
  /// A value of `height` x `width` planes, each made by `make` from the plane of `self`, its number among all planes of
  /// all samples, and the place to add to.
  private func planewise(
    height: Int, width: Int,
    _ make: (_ at: (Int, Int) -> Double, _ plane: Int, _ add: (Int, Int, Double) -> Void) -> Void
  ) -> ReferenceTensor {
    let (c, h, w) = (dimensions[0], dimensions[1], dimensions[2])
    var result = [Double](repeating: 0, count: (samples ?? 1) * c * height * width)
    for plane in 0..<(samples ?? 1) * c {
      make(
        { y, x in y >= 0 && y < h && x >= 0 && x < w ? values[(plane * h + y) * w + x] : 0 }, plane,
        { y, x, value in
          if y >= 0, y < height, x >= 0, x < width { result[(plane * height + y) * width + x] += value }
        })
    }
    return ReferenceTensor(samples: samples, [c, height, width], result)
  }

  private func isInside(_ y: Int, _ x: Int) -> Bool { y >= 0 && y < dimensions[1] && x >= 0 && x < dimensions[2] }

  func transposeConvolved(
    with filters: ReferenceTensor, stride: Int, padding: Int, outputPadding: Int
  ) -> ReferenceTensor {
    let (c, h, w) = (dimensions[0], dimensions[1], dimensions[2])
    let (o, kh, kw) = (filters.dimensions[1], filters.dimensions[2], filters.dimensions[3])
    let height = (h - 1) * stride - 2 * padding + kh + outputPadding
    let width = (w - 1) * stride - 2 * padding + kw + outputPadding
    let n = samples ?? 1
    var result = [Double](repeating: 0, count: n * o * height * width)
    for sample in 0..<n {
      for (channel, i, j) in places(c, h, w) {
        let value = values[((sample * c + channel) * h + i) * w + j]
        for (filter, a, b) in places(o, kh, kw) {
          let (y, x) = (i * stride + a - padding, j * stride + b - padding)
          guard y >= 0, y < height, x >= 0, x < width else { continue }
          result[((sample * o + filter) * height + y) * width + x] +=
            value * filters.values[((channel * o + filter) * kh + a) * kw + b]
        }
      }
    }
    return ReferenceTensor(samples: n, [o, height, width], result)
  }

  private func places(_ depth: Int, _ height: Int, _ width: Int) -> [(Int, Int, Int)] {
    (0..<depth).flatMap { c in (0..<height).flatMap { y in (0..<width).map { x in (c, y, x) } } }
  }

  /// The rows and columns of windows over `self`.
  private func windows(_ window: Int, _ stride: Int, _ padding: Int) -> (rows: Int, columns: Int) {
    ((dimensions[1] + 2 * padding - window) / stride + 1, (dimensions[2] + 2 * padding - window) / stride + 1)
  }

  func maxSwitches(window: Int, stride: Int, padding: Int) -> ReferenceTensor {
    let (rows, columns) = windows(window, stride, padding)
    return planewise(height: rows, width: columns) { at, _, add in
      for (_, i, j) in places(1, rows, columns) {
        var best: (value: Double, place: Int)?
        for (_, a, b) in places(1, window, window) {
          let (y, x) = (i * stride + a - padding, j * stride + b - padding)
          guard isInside(y, x) else { continue }
          if best.map({ at(y, x) > $0.value }) ?? true { best = (at(y, x), a * window + b) }
        }
        add(i, j, Double(best?.place ?? 0))
      }
    }
  }

  func gathered(at switches: ReferenceTensor, window: Int, stride: Int, padding: Int) -> ReferenceTensor {
    let (rows, columns) = windows(window, stride, padding)
    return planewise(height: rows, width: columns) { at, plane, add in
      for (_, i, j) in places(1, rows, columns) {
        let place = Int(switches.values[(plane * rows + i) * columns + j])
        add(i, j, at(i * stride + place / window - padding, j * stride + place % window - padding))
      }
    }
  }

  func scattered(
    to switches: ReferenceTensor, window: Int, stride: Int, padding: Int, height: Int, width: Int
  ) -> ReferenceTensor {
    let (rows, columns) = (dimensions[1], dimensions[2])
    return planewise(height: height, width: width) { at, plane, add in
      for (_, i, j) in places(1, rows, columns) {
        let place = Int(switches.values[(plane * rows + i) * columns + j])
        add(i * stride + place / window - padding, j * stride + place % window - padding, at(i, j))
      }
    }
  }

  func averagePooled(window: Int, stride: Int, padding: Int) -> ReferenceTensor {
    let (rows, columns) = windows(window, stride, padding)
    return planewise(height: rows, width: columns) { at, _, add in
      for (_, i, j) in places(1, rows, columns) {
        for (_, a, b) in places(1, window, window) {
          add(i, j, at(i * stride + a - padding, j * stride + b - padding) / Double(window * window))
        }
      }
    }
  }

  func upsampledNearest(by factor: Int) -> ReferenceTensor {
    let (height, width) = (factor * dimensions[1], factor * dimensions[2])
    return planewise(height: height, width: width) { at, _, add in
      for (_, y, x) in places(1, height, width) { add(y, x, at(y / factor, x / factor)) }
    }
  }

  func upsampledBilinear(by factor: Int) -> ReferenceTensor {
    let (h, w) = (dimensions[1], dimensions[2])
    func between(_ x: Int, _ count: Int) -> (first: Int, second: Int, weight: Double) {
      let place = min(max((Double(x) + 0.5) / Double(factor) - 0.5, 0), Double(count - 1))
      let first = Int(place)
      return (first, min(first + 1, count - 1), place - Double(first))
    }
    return planewise(height: factor * h, width: factor * w) { at, _, add in
      for (_, y, x) in places(1, factor * h, factor * w) {
        let (rows, columns) = (between(y, h), between(x, w))
        add(y, x, at(rows.first, columns.first) * (1 - rows.weight) * (1 - columns.weight))
        add(y, x, at(rows.first, columns.second) * (1 - rows.weight) * columns.weight)
        add(y, x, at(rows.second, columns.first) * rows.weight * (1 - columns.weight))
        add(y, x, at(rows.second, columns.second) * rows.weight * columns.weight)
      }
    }
  }

  func unpooledAtFixedPositions(window: Int, stride: Int, height: Int, width: Int) -> ReferenceTensor {
    planewise(height: height, width: width) { at, _, add in
      for (_, i, j) in places(1, dimensions[1], dimensions[2]) { add(i * stride, j * stride, at(i, j)) }
    }
  }

  func filtered(by taps: [Float], padding: Int) -> ReferenceTensor {
    let (rows, columns) = windows(taps.count, 1, padding)
    return planewise(height: rows, width: columns) { at, _, add in
      for (_, i, j) in places(1, rows, columns) {
        for (_, a, b) in places(1, taps.count, taps.count) {
          add(i, j, Double(taps[a]) * Double(taps[b]) * at(i + a - padding, j + b - padding))
        }
      }
    }
  }

  func warped(by transforms: ReferenceTensor) -> ReferenceTensor {
    let (c, h, w) = (dimensions[0], dimensions[1], dimensions[2])
    let (middleX, middleY) = (Double(w - 1) / 2, Double(h - 1) / 2)
    return planewise(height: h, width: w) { at, plane, add in
      let m = Array(transforms.values[plane / c * 6..<plane / c * 6 + 6])
      for (_, v, u) in places(1, h, w) {
        let (fromMiddleX, fromMiddleY) = (Double(u) - middleX, Double(v) - middleY)
        let x = m[0] * fromMiddleX + m[1] * fromMiddleY + m[2] + middleX
        let y = m[3] * fromMiddleX + m[4] * fromMiddleY + m[5] + middleY
        let (left, top) = (Int(x.rounded(.down)), Int(y.rounded(.down)))
        let (right, bottom) = (x - Double(left), y - Double(top))
        add(v, u, at(top, left) * (1 - bottom) * (1 - right) + at(top, left + 1) * (1 - bottom) * right)
        add(v, u, at(top + 1, left) * bottom * (1 - right) + at(top + 1, left + 1) * bottom * right)
      }
    }
  }

  func cropped(by margins: Margins) -> ReferenceTensor {
    let height = dimensions[1] - margins.top - margins.bottom
    let width = dimensions[2] - margins.left - margins.right
    return planewise(height: height, width: width) { at, _, add in
      for (_, y, x) in places(1, height, width) { add(y, x, at(y + margins.top, x + margins.left)) }
    }
  }
}
