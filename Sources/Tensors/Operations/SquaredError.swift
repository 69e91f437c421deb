extension Tensor {
  /// Σ (self - target)² over each sample's elements, `[n]`.
  public func squaredError(to target: Tensor) -> Tensor { graph.append(SquaredError(), [self, target]) }
}

/// e[n] = Σ (y[n, …] - t[n, …])².
package struct SquaredError: Operation {
  package var name: String { "squared error" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try .perSample(prediction: inputs[0], target: inputs[1])
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let gradient = upstream.graph.append(SquaredErrorGradient(), inputs + [upstream])
    return [gradient, -1 * gradient]
  }
}

/// dy[n, …] = 2 (y - t) upstream[n].
package struct SquaredErrorGradient: Operation {
  package var name: String { "squared error's gradient" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }
  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let share = upstream * inputs[2].broadcast(to: inputs[0].shape.dimensions)
    let passed = 2 * share
    return [passed, -1 * passed, 2 * (upstream * (inputs[0] - inputs[1])).summedPerSample()]
  }
}
