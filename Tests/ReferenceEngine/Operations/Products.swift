import Tensors

extension MatrixProduct: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let (x, w) = (node[0], node[1])
    return node.result { n, o in sum(w.extents[1]) { i in x[n, i] * w[o, i] } }
  }
}

extension MatrixProductInputGradient: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let (dy, w) = (node[0], node[1])
    return node.result { n, i in sum(w.extents[0]) { o in dy[n, o] * w[o, i] } }
  }
}

extension MatrixProductWeightGradient: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let (dy, x) = (node[0], node[1])
    return node.result { o, i in sum(x.samples) { n in dy[n, o] * x[n, i] } }
  }
}
