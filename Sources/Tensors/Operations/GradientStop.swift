extension Tensor {
  /// The same value, with zero gradient.
  public func stopGradient() -> Tensor { graph.append(GradientStop(), [self]) }
}

/// The identity, with zero gradient.
///
/// - Formula: y = x
/// - Shapes: `[n, …]` → `[n, …]` and `[…]` → `[…]`
/// - Gradient: none
package struct GradientStop: Operation {
  package var name: String { "gradient stop" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }
  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [nil] }
}
