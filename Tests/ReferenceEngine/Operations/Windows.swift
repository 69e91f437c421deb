import Tensors

extension Windows {
  /// Calls `body` for each window (i, j) over `images`, with the rows and columns of the image that it covers.
  ///
  /// Some may lie outside the image.
  fileprivate func each(
    over images: [Int], _ body: (_ i: Int, _ j: Int, _ rows: Range<Int>, _ columns: Range<Int>) -> Void
  ) {
    for i in 0..<count(along: images[2]) {
      for j in 0..<count(along: images[3]) {
        let (top, left) = (i * stride - padding, j * stride - padding)
        body(i, j, top..<top + window, left..<left + window)
      }
    }
  }

  /// The pixel that `place`, row · window + column, points at in window (i, j).
  fileprivate func pixel(_ place: Double, ofWindow i: Int, _ j: Int) -> (row: Int, column: Int) {
    (i * stride - padding + Int(place) / window, j * stride - padding + Int(place) % window)
  }
}

extension MaxSwitches: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let x = node[0]
    var switches = node.zeros
    for n in 0..<x.extents[0] {
      for c in 0..<x.extents[1] {
        windows.each(over: x.extents) { i, j, rows, columns in
          var maximum: Double?
          for row in rows {
            for column in columns where x.holds(row, column) {
              let value = x[n, c, row, column]
              // The first maximum, or the last NaN.
              if let maximum, !(value > maximum), !value.isNaN { continue }
              maximum = value
              switches[n, c, i, j] = Double((row - rows.lowerBound) * windows.window + column - columns.lowerBound)
            }
          }
        }
      }
    }
    return switches
  }
}

extension Gathering: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let (x, switches) = (node[0], node[1])
    return node.result { n, c, i, j in
      let (row, column) = windows.pixel(switches[n, c, i, j], ofWindow: i, j)
      return x[padded: n, c, row, column]
    }
  }
}

extension Scattering: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let (x, switches) = (node[0], node[1])
    var y = node.zeros
    for n in 0..<x.extents[0] {
      for c in 0..<x.extents[1] {
        windows.each(over: y.extents) { i, j, _, _ in
          let (row, column) = windows.pixel(switches[n, c, i, j], ofWindow: i, j)
          y.add(x[n, c, i, j], to: n, c, row, column)
        }
      }
    }
    return y
  }
}

extension SumPooling: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let x = node[0]
    return node.result { n, c, i, j in
      sum(windows.window) { a in
        sum(windows.window) { b in
          x[padded: n, c, windows.stride * i - windows.padding + a, windows.stride * j - windows.padding + b]
        }
      }
    }
  }
}

extension WindowBroadcast: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let x = node[0]
    var y = node.zeros
    for n in 0..<x.extents[0] {
      for c in 0..<x.extents[1] {
        windows.each(over: y.extents) { i, j, rows, columns in
          for row in rows {
            for column in columns { y.add(x[n, c, i, j], to: n, c, row, column) }
          }
        }
      }
    }
    return y
  }
}
