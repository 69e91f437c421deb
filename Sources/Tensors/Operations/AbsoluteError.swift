extension Tensor {
  /// Σ |self - target| over each sample's elements, `[n]`.
  public func absoluteError(to target: Tensor) -> Tensor { graph.append(AbsoluteError(), [self, target]) }
}

/// e[n] = Σ |y[n, …] - t[n, …]|.
package struct AbsoluteError: Operation {
  package var name: String { "absolute error" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try .perSample(prediction: inputs[0], target: inputs[1])
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let gradient = upstream.graph.append(AbsoluteErrorGradient(), inputs + [upstream])
    return [gradient, -1 * gradient]
  }
}

/// dy[n, …] = sign(y - t) upstream[n].
package struct AbsoluteErrorGradient: Operation {
  package var name: String { "absolute error's gradient" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [nil, nil, (upstream * (inputs[0] - inputs[1]).sign()).summedPerSample()]
  }
}
