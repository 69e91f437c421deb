import Tensors

extension GroupSoftmax: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue { node[0].inGroups(of: k, node.shape) { $0.unary("Softmax") } }
}

extension GroupLogSoftmax: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue { node[0].inGroups(of: k, node.shape) { $0.unary("LogSoftmax") } }
}

extension ONNXValue {
  /// `function` of groups of `k` features, along the last dimension.
  fileprivate func inGroups(of k: Int, _ shape: Shape, _ function: (ONNXValue) -> ONNXValue) -> ONNXValue {
    if k == shape.count { return function(self) }
    return function(reshaped(to: [-1, shape.count / k, k])).reshaped(to: shape.dimensions(samples: -1))
  }
}
