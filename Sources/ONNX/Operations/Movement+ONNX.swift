import Tensors

extension Reshaping: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue { node[0].reshaped(to: node.shape.dimensions(samples: -1)) }
}
