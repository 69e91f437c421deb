import Tensors

extension GroupSoftmax: ONNXOperation {
  /// At a low temperature.
  func isChoice(_ node: Graph.Node, in graph: Graph, readBy readers: [Graph.Node]) -> Bool {
    guard let divided = graph.nodes[node.inputs[0]].operation as? ElementwiseFunction,
      case .scale(let factor) = divided.kind
    else { return false }
    return abs(factor) > 4
  }

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
