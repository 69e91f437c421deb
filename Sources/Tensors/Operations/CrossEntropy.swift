extension Tensor {
  /// -Σ (t log p + (1 - t) log(1 - p)) with p = sigmoid(self), over each sample's elements, in nats: `[n]`.
  ///
  /// Computed from the logits, max(z, 0) - z t + log(1 + exp(-|z|)), which neither overflows nor loses small terms.
  public func binaryCrossEntropy(to target: Tensor) -> Tensor { graph.append(CrossEntropy(), [self, target]) }
}

/// e[n] = Σ max(z, 0) - z t + log(1 + exp(-|z|)); targets t lie in [0, 1].
package struct CrossEntropy: Operation {
  package var name: String { "binary cross-entropy" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try .perSample(prediction: inputs[0], target: inputs[1])
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let share = upstream.broadcast(to: inputs[0].shape.dimensions)
    return [upstream.graph.append(CrossEntropyGradient(), inputs + [upstream]), -1 * (inputs[0] * share)]
  }
}

/// dz[n, …] = (sigmoid(z) - t) upstream[n].
package struct CrossEntropyGradient: Operation {
  package var name: String { "binary cross-entropy's gradient" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }
  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let (logits, target) = (inputs[0], inputs[1])
    let probability = sigmoid(logits)
    let share = upstream * inputs[2].broadcast(to: logits.shape.dimensions)
    return [
      upstream.graph.append(ActivationGradient(kind: .sigmoid), [share, probability]), -1 * share,
      (upstream * (probability - target)).summedPerSample(),
    ]
  }
}
