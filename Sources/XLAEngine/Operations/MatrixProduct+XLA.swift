import Tensors

extension MatrixProduct: XLAOperation {
  func lower(_ node: LoweredNode) -> Value { node[0].product(node[1], over: 1, 1) }
}

extension MatrixProductInputGradient: XLAOperation {
  func lower(_ node: LoweredNode) -> Value { node[0].product(node[1], over: 1, 0) }
}

extension MatrixProductWeightGradient: XLAOperation {
  func lower(_ node: LoweredNode) -> Value { node[0].product(node[1], over: 0, 0) }
}
