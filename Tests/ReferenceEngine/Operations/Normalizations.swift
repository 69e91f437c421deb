import Tensors

extension Normalization: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let (x, mean, variance, scale, shift) = (node[0], node[1].values, node[2].values, node[3].values, node[4].values)
    return node.result { n, c, p in
      (x[sample: n, channel: c, position: p] - mean[c]) / (variance[c] + Double(epsilon)).squareRoot() * scale[c]
        + shift[c]
    }
  }
}

extension NormalizationScaleGradient: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let (dy, x, mean, variance) = (node[0], node[1], node[2].values, node[3].values)
    return node.result(
      (0..<x.channels).map { c in
        sum(x.samples) { n in
          sum(x.positions) { p in
            dy[sample: n, channel: c, position: p] * (x[sample: n, channel: c, position: p] - mean[c])
              / (variance[c] + Double(epsilon)).squareRoot()
          }
        }
      })
  }
}

extension BatchNormalizationInputGradient: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let (dy, x, mean, variance) = (node[0], node[1], node[2].values, node[3].values)
    let (scale, dscale, dshift) = (node[4].values, node[5].values, node[6].values)
    let elements = Double(x.samples * x.positions)
    return node.result { n, c, p in
      let deviation = (variance[c] + Double(epsilon)).squareRoot()
      let z = (x[sample: n, channel: c, position: p] - mean[c]) / deviation
      return scale[c] / deviation
        * (dy[sample: n, channel: c, position: p] - dshift[c] / elements - z * dscale[c] / elements)
    }
  }
}
