import Tensors

extension Reshaping: XLAOperation {
  func lower(_ node: LoweredNode) -> Value { node[0].reshaped(to: node.dimensions) }
}
