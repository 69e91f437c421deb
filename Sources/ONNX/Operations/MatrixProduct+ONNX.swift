import Tensors

extension MatrixProduct: ONNXOperation {
  /// x wᵀ, with the matrix that w is the transpose of where it is one.
  func lower(_ node: LoweredNode) -> ONNXValue {
    guard node.operation(1) is Transposition else {
      return node.writer.append("Gemm", [node[0], node[1]], ["transB": .int(1)])
    }
    let matrix = node.lowering.read(node.lowering.graph.nodes[node.operands[1]].inputs[0])
    return node.writer.append("Gemm", [node[0], matrix])
  }
}
