import Tensors

extension TopMask: ONNXOperation {
  func isChoice(_ node: Graph.Node, in graph: Graph, readBy readers: [Graph.Node]) -> Bool { true }

  func lower(_ node: LoweredNode) -> ONNXValue {
    let count = node.shape.count
    let flat = node.shape.dimensions.count == 1 ? node[0] : node[0].reshaped(to: [-1, count])
    let mask = flat.mask(ofLargest: node.writer.list([k]), along: 1)
    return node.shape.dimensions.count == 1 ? mask : mask.reshaped(to: node.shape.dimensions(samples: -1))
  }
}

extension LifetimeMask: ONNXOperation {
  func isChoice(_ node: Graph.Node, in graph: Graph, readBy readers: [Graph.Node]) -> Bool { true }

  /// The number of winners is computed from the size of the batch, in double precision.
  func lower(_ node: LoweredNode) -> ONNXValue {
    let samples = node.lowering.batch
    let share = Double(fraction) * (1 - 2 * Double(Float.ulpOfOne))
    let factor = node.writer.constant(Onnx_TensorProto(double: share), .double)
    let winners = (samples.converted(to: .double) * factor).unary("Ceil").converted(to: .int64)
      .binary("Max", node.writer.list([1])).binary("Min", samples)
    return node[0].mask(ofLargest: winners, along: 0)
  }
}

extension SpatialMask: ONNXOperation {
  func isChoice(_ node: Graph.Node, in graph: Graph, readBy readers: [Graph.Node]) -> Bool { true }

  func lower(_ node: LoweredNode) -> ONNXValue {
    let size = node.shape.dimensions
    return node[0].reshaped(to: [-1, size[1] * size[2]]).mask(ofLargest: node.writer.list([1]), along: 1)
      .reshaped(to: node.shape.dimensions(samples: -1))
  }
}

extension OneHot: ONNXOperation {
  /// 16 bits hold integers up to 2048.
  func isChoice(_ node: Graph.Node, in graph: Graph, readBy readers: [Graph.Node]) -> Bool { classes > 2048 }

  func lower(_ node: LoweredNode) -> ONNXValue {
    node[0].reshaped(to: [-1, 1]).compared(
      "Equal", to: node.writer.numbers((0..<classes).map(Float.init), [classes])
    ).asReal
  }
}

extension ONNXValue {
  /// 1 at the largest elements along `axis` of a matrix, the first of equal ones, 0 elsewhere; `count` is a list of one.
  fileprivate func mask(ofLargest count: ONNXValue, along axis: Int) -> ONNXValue {
    let largest = writer.append("TopK", [self, count], ["axis": .int(axis)], as: [element, .int64])
    return writer.append(
      "ScatterElements", [writer.filled(0, shape), largest[1], writer.filled(1, largest[1].shape)],
      ["axis": .int(axis)])
  }
}
