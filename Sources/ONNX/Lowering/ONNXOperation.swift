import Tensors

/// An operation that has a counterpart in ONNX: conform to it to add one.
protocol ONNXOperation: Operation {
  /// Writes the operation; returns its value.
  func lower(_ node: LoweredNode) -> ONNXValue
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
  /// The dimensions with `samples` in front where there is one for each.
  func dimensions(samples: Int = -1) -> [Int] { (isBatched ? [samples] : []) + dimensions }

  /// The dimensions, of which the size of the batch is nil.
  var described: [Int?] { (isBatched ? [nil] : []) + dimensions.map(Optional.init) }

  /// The dimensions, the batch included, that `axes` name.
  func places(of axes: Axes) -> [Int] {
    let first = isBatched ? 1 : 0
    return (isBatched && axes.contains(.samples) ? [0] : [])
      + (axes.contains(.channels) && !dimensions.isEmpty ? [first] : [])
      + (axes.contains(.positions) ? Array(dimensions.indices.dropFirst()).map { $0 + first } : [])
  }
}

extension ONNXValue {
  /// `self`, a value without the `axes` of `shape`, with dimensions of 1 where they are, as far as broadcasting needs.
  func aligned(without axes: Axes, of shape: Shape) -> ONNXValue {
    let missing = shape.places(of: axes)
    var wanted = shape.dimensions()
    for place in missing { wanted[place] = 1 }
    let leading = wanted.indices.prefix { missing.contains($0) }.count
    let kept = shape.reduced(over: axes).dimensions()
    let isAligned = kept == wanted || kept == Array(wanted.dropFirst(leading))
    return isAligned ? self : reshaped(to: Array(wanted.dropFirst(leading)))
  }
}
