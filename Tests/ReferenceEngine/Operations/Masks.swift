import Tensors

/// 1 at the `k` largest of `numbers`, of equal ones at the first, and 0 elsewhere.
private func mask(ofLargest k: Int, of numbers: [Double]) -> [Double] {
  let inOrder = numbers.indices.sorted { numbers[$0] != numbers[$1] ? numbers[$0] > numbers[$1] : $0 < $1 }
  var mask = [Double](repeating: 0, count: numbers.count)
  for place in inOrder.prefix(k) { mask[place] = 1 }
  return mask
}

extension TopMask: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let x = node[0]
    return node.result((0..<x.samples).flatMap { n in mask(ofLargest: k, of: Array(x.sample(n))) })
  }
}

extension LifetimeMask: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let x = node[0]
    // ⌈fraction n⌉; a fraction like 0.05 is a float, whose rounding must not make 1 of 20 samples into 2.
    let winners = max(1, Int((Double(fraction) * Double(x.samples) - 1e-5).rounded(.up)))
    var result = node.zeros
    for d in 0..<x.extents[1] {
      let kept = mask(ofLargest: winners, of: (0..<x.samples).map { x[$0, d] })
      for n in 0..<x.samples { result[n, d] = kept[n] }
    }
    return result
  }
}

extension SpatialMask: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let x = node[0]
    var result = node.zeros
    for n in 0..<x.samples {
      for c in 0..<x.channels {
        let kept = mask(ofLargest: 1, of: (0..<x.positions).map { x[sample: n, channel: c, position: $0] })
        for p in 0..<x.positions { result[sample: n, channel: c, position: p] = kept[p] }
      }
    }
    return result
  }
}

extension OneHot: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let classes = node[0].values
    return node.result { n, j in classes[n] == Double(j) ? 1 : 0 }
  }
}
