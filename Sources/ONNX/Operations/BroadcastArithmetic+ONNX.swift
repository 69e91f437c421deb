import Tensors

extension BroadcastArithmetic: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue {
    if isBias(node) {
      node.writer.extend(node[0], by: node[1])
      return node[0]
    }
    return kind.lower(node[0], node[1].aligned(without: axes, of: node.shapes[0]))
  }

  /// Whether the second operand is a parameter that the product of the first takes as its bias.
  private func isBias(_ node: LoweredNode) -> Bool {
    guard kind == .add, axes == node.shapes[0].channelwise, node.operation(1) is ParameterValue,
      node.lowering.uses(node.operands[0]) == 1
    else { return false }
    return node.operation(0) is MatrixProduct || node.operation(0) is Convolution
      || node.operation(0) is TransposedConvolution
  }
}
