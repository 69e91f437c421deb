import Tensors

extension Concatenation: XLAOperation {
  func lower(_ node: LoweredNode) -> Value { node.writer.concatenated(node.inputs, along: 1) }
}
