import Tensors

extension Convolution: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let (x, w) = (node[0], node[1])
    return node.result { n, o, i, j in
      sum(w.extents[1]) { c in
        sum(w.extents[2]) { a in
          sum(w.extents[3]) { b in
            x[padded: n, c, stride * i + a - padding, stride * j + b - padding] * w[o, c, a, b]
          }
        }
      }
    }
  }
}

extension ConvolutionFilterGradient: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let (dy, x) = (node[0], node[1])
    return node.result { o, c, a, b in
      sum(dy.samples) { n in
        sum(dy.extents[2]) { i in
          sum(dy.extents[3]) { j in
            dy[n, o, i, j] * x[padded: n, c, stride * i + a - padding, stride * j + b - padding]
          }
        }
      }
    }
  }
}

extension TransposedConvolution: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let (x, w) = (node[0], node[1])
    var y = node.zeros
    for n in 0..<x.extents[0] {
      for c in 0..<x.extents[1] {
        for i in 0..<x.extents[2] {
          for j in 0..<x.extents[3] {
            for o in 0..<w.extents[1] {
              for a in 0..<w.extents[2] {
                for b in 0..<w.extents[3] {
                  y.add(x[n, c, i, j] * w[c, o, a, b], to: n, o, stride * i + a - padding, stride * j + b - padding)
                }
              }
            }
          }
        }
      }
    }
    return y
  }
}
