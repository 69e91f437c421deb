import Tensors

/// An operation that XLA can run: conform to it to add one.
protocol XLAOperation: Operation {
  /// Writes the operation; returns its value.
  func lower(_ node: LoweredNode) -> Value
}

/// A node of a graph that is being written.
struct LoweredNode {
  /// The values of the operands.
  let inputs: [Value]
  /// The shapes of the operands.
  let shapes: [Shape]
  /// The shape of the result.
  let shape: Shape
  /// What the node is a part of.
  let lowering: GraphLowering

  /// The value of operand `index`.
  subscript(index: Int) -> Value { inputs[index] }

  var writer: StableHLOWriter { lowering.writer }

  /// The number of samples of the arrays of this process, padding included.
  var samples: Int { lowering.form.samples }

  /// The number of samples of the batch in all processes times `factor`, in every element of a value of floats.
  func sampleCount(times factor: Int = 1, _ type: TensorType) -> Value { lowering.sampleCount(times: factor, type) }

  /// `value`, floats in the order of samples, with zeros for padding.
  func withoutPadding(_ value: Value) -> Value { lowering.withoutPadding(value) }

  /// The dimensions of the result, the batch included.
  var dimensions: [Int] { shape.dimensions(samples: samples) }

  /// The type of the result.
  var type: TensorType { TensorType(.f32, dimensions) }

  /// A value of operand 0's channels, `[c]`, at every place of operand 0, `[n, c, …]`.
  func alongChannels(_ value: Value) -> Value { value.broadcast(to: inputs[0].dimensions, axes: [1]) }
}
