import Tensors

extension Concatenation: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue { node.writer.concatenated(node.inputs, along: 1) }
}
