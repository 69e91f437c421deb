import Tensors

extension BilinearUpsampling {
  /// The two pixels of `count` that pixel `fine` of the finer row lies between, with their weights.
  fileprivate static func neighbours(
    ofFine fine: Int, factor: Int, among count: Int
  ) -> [(pixel: Int, weight: Double)] {
    let place = min(max((Double(fine) + 0.5) / Double(factor) - 0.5, 0), Double(count - 1))
    let first = Int(place)
    let share = place - Double(first)
    return [(first, 1 - share), (min(first + 1, count - 1), share)]
  }
}

extension BilinearUpsampling: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let x = node[0]
    return node.result { n, c, i, j in
      var y = 0.0
      for (row, rowWeight) in Self.neighbours(ofFine: i, factor: factor, among: x.extents[2]) {
        for (column, weight) in Self.neighbours(ofFine: j, factor: factor, among: x.extents[3]) {
          y += rowWeight * weight * x[n, c, row, column]
        }
      }
      return y
    }
  }
}

extension BilinearUpsamplingGradient: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let dy = node[0]
    var dx = node.zeros
    for n in 0..<dy.extents[0] {
      for c in 0..<dy.extents[1] {
        for i in 0..<dy.extents[2] {
          for j in 0..<dy.extents[3] {
            for (row, rowWeight) in BilinearUpsampling.neighbours(ofFine: i, factor: factor, among: dx.extents[2]) {
              for (column, weight) in BilinearUpsampling.neighbours(ofFine: j, factor: factor, among: dx.extents[3]) {
                dx[n, c, row, column] += rowWeight * weight * dy[n, c, i, j]
              }
            }
          }
        }
      }
    }
    return dx
  }
}

extension Filtering: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let x = node[0]
    let taps = taps.map { Double($0) }
    return node.result { n, c, i, j in
      sum(taps.count) { a in
        sum(taps.count) { b in taps[a] * taps[b] * x[padded: n, c, i + a - padding, j + b - padding] }
      }
    }
  }
}

extension Warping {
  /// The four pixels that pixel (row, column) of sample n's result lies between, with their weights.
  ///
  /// Some may lie outside the image.
  fileprivate static func neighbours(
    of row: Int, _ column: Int, by transforms: ReferenceTensor, sample n: Int, height: Int, width: Int
  ) -> [(row: Int, column: Int, weight: Double)] {
    let (middleRow, middleColumn) = (Double(height - 1) / 2, Double(width - 1) / 2)
    let (u, v) = (Double(column) - middleColumn, Double(row) - middleRow)
    let x = transforms[n, 0] * u + transforms[n, 1] * v + transforms[n, 2] + middleColumn
    let y = transforms[n, 3] * u + transforms[n, 4] * v + transforms[n, 5] + middleRow
    let (left, top) = (Int(x.rounded(.down)), Int(y.rounded(.down)))
    let (right, bottom) = (x - Double(left), y - Double(top))
    return [
      (top, left, (1 - bottom) * (1 - right)), (top, left + 1, (1 - bottom) * right),
      (top + 1, left, bottom * (1 - right)), (top + 1, left + 1, bottom * right),
    ]
  }
}

extension Warping: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let (x, transforms) = (node[0], node[1])
    let (height, width) = (x.extents[2], x.extents[3])
    return node.result { n, c, i, j in
      Self.neighbours(of: i, j, by: transforms, sample: n, height: height, width: width)
        .reduce(0) { $0 + $1.weight * x[padded: n, c, $1.row, $1.column] }
    }
  }
}

extension WarpingGradient: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let (dy, transforms) = (node[0], node[1])
    let (height, width) = (dy.extents[2], dy.extents[3])
    var dx = node.zeros
    for n in 0..<dy.extents[0] {
      for c in 0..<dy.extents[1] {
        for i in 0..<height {
          for j in 0..<width {
            let pixels = Warping.neighbours(of: i, j, by: transforms, sample: n, height: height, width: width)
            for (row, column, weight) in pixels { dx.add(weight * dy[n, c, i, j], to: n, c, row, column) }
          }
        }
      }
    }
    return dx
  }
}
