import Tensors

/// The code of a codebook `[K, d]` that `index` names: the nearest that there is, the first for NaN.
private func code(_ index: Double, of codes: Int) -> Int { index > 0 ? Int(min(index, Double(codes - 1))) : 0 }

extension NearestCodes: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let (x, codebook) = (node[0], node[1])
    return node.result { n, _, p in
      let distances = (0..<codebook.extents[0]).map { k in
        sum(codebook.extents[1]) { d in
          let difference = x[sample: n, channel: d, position: p] - codebook[k, d]
          return difference * difference
        }
      }
      return Double(distances.indices.min { distances[$0] < distances[$1] } ?? 0)
    }
  }
}

extension GatheredCodes: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let (codebook, indices) = (node[0], node[1])
    return node.result { n, d, p in
      codebook[code(indices[sample: n, channel: 0, position: p], of: codebook.extents[0]), d]
    }
  }
}

extension CodeSums: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let (x, indices) = (node[0], node[1])
    var sums = node.zeros
    for n in 0..<x.samples {
      for p in 0..<x.positions {
        let k = code(indices[sample: n, channel: 0, position: p], of: codes)
        for d in 0..<x.channels { sums[k, d] += x[sample: n, channel: d, position: p] }
      }
    }
    return sums
  }
}

extension CodeCounts: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    var counts = node.zeros
    for index in node[0].values { counts.values[code(index, of: codes)] += 1 }
    return counts
  }
}

extension CodeAverages: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let (sums, counts) = (node[0], node[1].values)
    let (codes, epsilon) = (Double(counts.count), Double(epsilon))
    let total = counts.reduce(0, +)
    return node.result { k, d in
      let smoothed = (counts[k] + epsilon) / (total + codes * epsilon) * total
      return smoothed == 0 ? 0 : sums[k, d] / smoothed
    }
  }
}

extension RevivedCodes: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let (codebook, counts, x, choices) = (node[0], node[1].values, node[2], node[3].values)
    let vectors = x.samples * x.positions
    return node.result { k, d in
      guard counts[k] < Double(threshold) else { return codebook[k, d] }
      let chosen = min(Int(choices[k] * Double(vectors)), vectors - 1)
      return x[sample: chosen / x.positions, channel: d, position: chosen % x.positions]
    }
  }
}
