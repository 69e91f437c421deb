import Tensors

extension BroadcastArithmetic: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue {
    let graph = node.lowering.graph
    if isBias(graph.nodes[node.id], in: graph, uses: node.lowering.uses) {
      node.writer.extend(node[0], by: node[1])
      return node[0]
    }
    return kind.lower(node[0], node[1].aligned(without: axes, of: node.shapes[0]))
  }

  /// Whether the second operand of `node` is a parameter that the product of the first takes as its bias.
  ///
  /// - Parameter uses: How many operands and results the value of a node is.
  func isBias(_ node: Graph.Node, in graph: Graph, uses: (Int) -> Int) -> Bool {
    let (product, bias) = (graph.nodes[node.inputs[0]], graph.nodes[node.inputs[1]])
    guard kind == .add, axes == product.shape.channelwise, bias.operation is ParameterValue, uses(node.inputs[0]) == 1
    else { return false }
    return product.operation is MatrixProduct || product.operation is Convolution
      || product.operation is TransposedConvolution
  }
}
