extension Tensor {
  /// The transpose of a shared matrix: `[a, b]` to `[b, a]`.
  public func transposed() -> Tensor { graph.append(Transposition(), [self]) }
}

/// The transpose of a shared matrix.
///
/// - Formula: y[j, i] = x[i, j]
/// - Shapes: `[a, b]` → `[b, a]`
/// - Gradient: `Transposition` of dy
package struct Transposition: Operation {
  package var name: String { "transpose" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try inputs[0].checkMatrix()
    return .unbatched(inputs[0].dimensions.reversed())
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [upstream.transposed()] }
}
