extension Tensor {
  /// The same value, through which no gradient passes.
  public func stopGradient() -> Tensor { graph.append(GradientStop(), [self]) }
}

/// y = x, with a gradient of zero.
struct GradientStop: Operation {
  var name: String { "gradient stop" }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }
  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [nil] }
}
