import Tensors

extension Normalization: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue {
    let (mean, variance, scale, shift) = (node[1], node[2], node[3], node[4])
    if statistics == .given {
      return node.writer.append(
        "BatchNormalization", [node[0], scale, shift, mean, variance], ["epsilon": .float(epsilon)])
    }
    let factor = scale / (variance + epsilon).unary("Sqrt")
    return (node[0] - node.alongChannels(mean)) * node.alongChannels(factor) + node.alongChannels(shift)
  }
}
