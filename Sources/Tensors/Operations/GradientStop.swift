extension Tensor {
  /// The same value, through which no gradient passes.
  public func stopGradient() -> Tensor { graph.append(GradientStop(), [self]) }
}

/// A value through which no gradient passes.
///
/// - Formula: y = x
/// - Shapes: `[n, …]` → `[n, …]` and `[…]` → `[…]`
/// - Gradient: none
package struct GradientStop: Operation {
  package var name: String { "gradient stop" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }
  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [nil] }
}
