import Tensors

extension Broadcast: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue {
    let aligned = node[0].aligned(without: axes, of: target)
    // The size of the batch is in the operand unless it is repeated along the samples.
    let isKnown = !target.isBatched || !axes.contains(.samples)
    return aligned.expanded(
      to: isKnown ? node.writer.list(target.dimensions(samples: 1)) : node.lowering.dimensions(of: target))
  }
}
