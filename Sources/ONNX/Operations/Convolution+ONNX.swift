import Tensors

extension Convolution: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue {
    node.writer.append(
      "Conv", [node[0], node[1]],
      [
        "kernel_shape": .ints(Array(node.shapes[1].dimensions[2...])), "strides": .ints([stride, stride]),
        "pads": .ints([padding, padding, padding, padding]),
      ])
  }
}
