import Tensors

extension BilinearUpsampling: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue {
    node[0].enlarged(
      by: factor, ["mode": .text("linear"), "coordinate_transformation_mode": .text("half_pixel")])
  }
}

extension Filtering: ONNXOperation {
  /// A convolution of every channel along rows, then along columns.
  func lower(_ node: LoweredNode) -> ONNXValue {
    let channels = node.shape.dimensions[0]
    let weights = (0..<channels).flatMap { _ in taps }
    func filtered(_ images: ONNXValue, _ kernel: [Int], _ pads: [Int]) -> ONNXValue {
      node.writer.append(
        "Conv", [images, node.writer.numbers(weights, [channels, 1] + kernel)],
        ["group": .int(channels), "kernel_shape": .ints(kernel), "pads": .ints(pads)])
    }
    return filtered(
      filtered(node[0], [1, taps.count], [0, padding, 0, padding]), [taps.count, 1], [padding, 0, padding, 0])
  }
}

extension ONNXValue {
  /// Images with `factor` times as many rows and columns.
  func enlarged(by factor: Int, _ attributes: KeyValuePairs<String, ONNXAttribute>) -> ONNXValue {
    let scales = writer.numbers([1, 1, Float(factor), Float(factor)], [4], .float)
    return writer.append("Resize", [self, nil, scales], attributes)
  }
}
