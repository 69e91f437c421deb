import Tensors

/// An operation that has a counterpart in PyTorch: conform to it to add one.
protocol TorchOperation: Operation {
  /// The expression of the result in Python.
  func torch(_ node: TorchNode) -> String
}

/// A node of a graph that is written as a line of Python.
struct TorchNode {
  /// The nodes of the operands.
  let operands: [Int]
  /// Their expressions: names of variables, parameters or numbers.
  let inputs: [String]
  /// Their shapes.
  let shapes: [Shape]
  /// The node.
  let id: Int
  /// The shape of the result.
  let shape: Shape
  /// What the line is a part of.
  let method: TorchMethod

  /// The expression of operand `index`.
  subscript(index: Int) -> String { inputs[index] }

  /// The operation of operand `index`.
  func operation(_ index: Int) -> any Operation { method.graph.nodes[operands[index]].operation }
}

extension String {
  /// The expression of a value without the `axes` of `shape`, with the dimensions of 1 that broadcasting to it needs.
  func aligned(without axes: Axes, of shape: Shape) -> String {
    shape.broadcastDimensions(without: axes).map { "\(self).reshape(\(Python.list($0)))" } ?? self
  }
}
