package import Tensors

/// An operation that the reference evaluates by its formula, in plain loops.
package protocol ReferenceOperation: Operation {
  /// The value of `node`, whose operation this is.
  func value(at node: ReferenceNode) -> ReferenceTensor
}

/// One node of a graph while it is evaluated: the values of its operands and the shape of its result.
package struct ReferenceNode {
  /// The values of the operands.
  package let inputs: [ReferenceTensor]
  /// The shape of the result.
  package let shape: Shape
  /// What the graph is evaluated for.
  package let batch: ReferenceBatch

  /// The value of operand `index`.
  package subscript(index: Int) -> ReferenceTensor { inputs[index] }

  /// A result of zeros, which loops add to.
  package var zeros: ReferenceTensor { ReferenceTensor(zeros: shape, samples: batch.samples) }

  /// A result of these elements.
  package func result(_ values: [Double]) -> ReferenceTensor {
    ReferenceTensor(shape, samples: batch.samples, values)
  }

  /// A result `[n, d]`, or a matrix, of these elements.
  package func result(_ element: (_ n: Int, _ d: Int) -> Double) -> ReferenceTensor {
    var result = zeros
    for n in 0..<result.extents[0] {
      for d in 0..<result.extents[1] { result[n, d] = element(n, d) }
    }
    return result
  }

  /// A result `[n, c, h, w]`, or filters, of these elements.
  package func result(_ element: (_ n: Int, _ c: Int, _ i: Int, _ j: Int) -> Double) -> ReferenceTensor {
    var result = zeros
    for n in 0..<result.extents[0] {
      for c in 0..<result.extents[1] {
        for i in 0..<result.extents[2] {
          for j in 0..<result.extents[3] { result[n, c, i, j] = element(n, c, i, j) }
        }
      }
    }
    return result
  }

  /// A result of any shape, element by element, by sample, channel and position.
  package func result(
    _ element: (_ sample: Int, _ channel: Int, _ position: Int) -> Double
  ) -> ReferenceTensor {
    var result = zeros
    for n in 0..<result.samples {
      for c in 0..<result.channels {
        for p in 0..<result.positions { result[sample: n, channel: c, position: p] = element(n, c, p) }
      }
    }
    return result
  }

  /// A result of one number for each of operand 0's.
  package func mapping(_ function: (Double) -> Double) -> ReferenceTensor { result(inputs[0].values.map(function)) }

  /// A result of one number for each pair of elements of operands 0 and 1.
  package func zipping(_ function: (Double, Double) -> Double) -> ReferenceTensor {
    result(zip(inputs[0].values, inputs[1].values).map(function))
  }
}

/// What a graph is evaluated for: a batch, the parameters, the position in the run.
package struct ReferenceBatch {
  /// The number of samples.
  package var samples: Int
  /// The inputs' numbers by name.
  package var inputs: [String: [Double]]
  /// The parameters' numbers, in the order of the graph's table.
  package var parameters: [[Double]]
  /// Where in the run the batch is.
  package var position: RunPosition

  package init(
    samples: Int, inputs: [String: [Double]] = [:], parameters: [[Double]] = [],
    at position: RunPosition = RunPosition()
  ) {
    (self.samples, self.inputs, self.parameters, self.position) = (samples, inputs, parameters, position)
  }
}
