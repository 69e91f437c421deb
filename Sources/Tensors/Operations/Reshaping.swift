import Diagnostics

extension Tensor {
  /// The same elements in the same order with other dimensions; a batch axis remains.
  public func reshaped(to dimensions: [Int]) -> Tensor { graph.append(Reshaping(dimensions: dimensions), [self]) }

  /// `[n, count]`, or `[count]` for a shared value.
  public func flattened() -> Tensor { reshaped(to: [shape.count]) }
}

/// The same elements with other dimensions.
///
/// - Formula: y = x, in the same order of elements
/// - Shapes: `[n, …]` → `[n, …]` and `[…]` → `[…]`, with the same number of elements
/// - Gradient: dy with the dimensions of x
package struct Reshaping: Operation {
  package let dimensions: [Int]
  package var name: String { "reshape" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let shape = inputs[0].isBatched ? Shape.batched(dimensions) : .unbatched(dimensions)
    guard shape.count == inputs[0].count else {
      throw ShapeError(
        .count,
        Report(
          "the number of elements differs", expected: "\(shape.count) elements for \(shape)",
          got: "\(inputs[0].count) in \(inputs[0])"))
    }
    return shape
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.reshaped(to: inputs[0].shape.dimensions)]
  }
}
