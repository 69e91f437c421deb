import Tensors

extension BroadcastArithmetic: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    kind.lower(node[0], node[1].broadcast(along: axes, of: node.shapes[0], samples: node.samples))
  }
}
