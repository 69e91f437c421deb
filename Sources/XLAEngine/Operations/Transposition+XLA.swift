import Tensors

extension Transposition: XLAOperation {
  func lower(_ node: LoweredNode) -> Value { node[0].transposed([1, 0]) }
}
