import Diagnostics

extension Tensor {
  /// The same elements in the same order under other dimensions; `n` stays.
  public func reshaped(to dimensions: [Int]) -> Tensor { graph.append(Reshaping(dimensions: dimensions), [self]) }

  /// `[n, everything]`.
  public func flattened() -> Tensor { reshaped(to: [shape.count]) }
}

/// Other dimensions for the same elements of each sample.
struct Reshaping: Operation {
  let dimensions: [Int]
  var name: String { "reshape" }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs[0].isBatched else {
      throw ShapeError(.rank, Report("a value per sample was needed", expected: "[n, …]", got: "\(inputs[0])"))
    }
    let shape = Shape.batched(dimensions)
    guard shape.count == inputs[0].count else {
      throw ShapeError(
        .count,
        Report(
          "the number of elements differs", expected: "\(shape.count) elements for \(shape)",
          got: "\(inputs[0].count) in \(inputs[0])"))
    }
    return shape
  }

  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.reshaped(to: inputs[0].shape.dimensions)]
  }
}
