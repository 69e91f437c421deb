import Tensors

extension Reshaping: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor { node.result(node[0].values) }
}

extension Transposition: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let x = node[0]
    return node.result { j, i in x[i, j] }
  }
}

extension Concatenation: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    node.result((0..<node.batch.samples).flatMap { n in node.inputs.flatMap { $0.sample(n) } })
  }
}

extension Places {
  /// Where `element` of a sample of `inner` dimensions lies in one of `outer` dimensions, both counted row by row.
  fileprivate func place(of element: Int, of inner: [Int], within outer: [Int]) -> Int {
    var (rest, row, place) = (element, 1, 0)
    for axis in inner.indices.reversed() {
      place += row * (first[axis] + step[axis] * (rest % inner[axis]))
      rest /= inner[axis]
      row *= outer[axis]
    }
    return place
  }
}

extension Slicing: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let x = node[0]
    var y = node.zeros
    for n in 0..<y.samples {
      for i in 0..<y.shape.count {
        y.values[n * y.shape.count + i] =
          x.values[n * x.shape.count + places.place(of: i, of: dimensions, within: x.shape.dimensions)]
      }
    }
    return y
  }
}

extension Padding: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let x = node[0]
    var y = node.zeros
    for n in 0..<x.samples {
      for i in 0..<x.shape.count {
        y.values[n * y.shape.count + places.place(of: i, of: x.shape.dimensions, within: dimensions)] =
          x.values[n * x.shape.count + i]
      }
    }
    return y
  }
}
