import Tensors

/// An operation that has a counterpart in ONNX: conform to it to add one.
protocol ONNXOperation: Operation {
  /// Writes the operation; returns its value.
  func lower(_ node: LoweredNode) -> ONNXValue

  /// Whether a rounding of an operand can change the result of `node`, read by `readers`, by more than a rounding: it
  /// chooses among the numbers of an operand, or reads indices.
  func isChoice(_ node: Graph.Node, in graph: Graph, readBy readers: [Graph.Node]) -> Bool
}

extension ONNXOperation {
  func isChoice(_ node: Graph.Node, in graph: Graph, readBy readers: [Graph.Node]) -> Bool { false }
}

/// A node of a graph that is being written.
struct LoweredNode {
  /// The nodes of the operands.
  let operands: [Int]
  /// The values of the operands.
  let inputs: [ONNXValue]
  /// The shapes of the operands.
  let shapes: [Shape]
  /// The node.
  let id: Int
  /// The shape of the result.
  let shape: Shape
  /// What the node is a part of.
  let lowering: GraphLowering

  /// The value of operand `index`.
  subscript(index: Int) -> ONNXValue { inputs[index] }

  var writer: ONNXWriter { lowering.writer }

  /// The operation of operand `index`.
  func operation(_ index: Int) -> any Operation { lowering.graph.nodes[operands[index]].operation }

  /// A value of operand 0's channels, `[c]`, as dimensions that are broadcast along `[n, c, …]`.
  func alongChannels(_ value: ONNXValue) -> ONNXValue { value.aligned(without: shapes[0].channelwise, of: shapes[0]) }
}

extension Shape {
  /// The dimensions, nil for the size of the batch.
  var described: [Int?] { (isBatched ? [nil] : []) + dimensions.map(Optional.init) }
}

extension ONNXValue {
  /// `self`, a value without the `axes` of `shape`, with the dimensions of 1 that broadcasting to `shape` needs.
  func aligned(without axes: Axes, of shape: Shape) -> ONNXValue {
    shape.broadcastDimensions(without: axes).map { reshaped(to: $0) } ?? self
  }
}
