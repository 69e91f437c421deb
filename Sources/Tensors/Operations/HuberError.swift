import Diagnostics

extension Tensor {
  /// Σ h(self - target) over each sample's elements, `[n]`, with h(d) = d² / 2 where |d| <= δ and δ (|d| - δ / 2) beyond.
  ///
  /// δ > 0 (Huber, 1964).
  public func huberError(to target: Tensor, delta: Float = 1) -> Tensor {
    graph.append(HuberError(delta: delta), [self, target])
  }
}

/// e[n] = Σ h(y[n, …] - t[n, …]).
package struct HuberError: Operation {
  package let delta: Float
  package var name: String { "huber error" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard delta > 0 else {
      throw ShapeError(.argument, Report("delta is out of range", expected: "> 0", got: "\(delta)"))
    }
    return try .perSample(prediction: inputs[0], target: inputs[1])
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let gradient = upstream.graph.append(HuberErrorGradient(delta: delta), inputs + [upstream])
    return [gradient, -1 * gradient]
  }
}

/// dy[n, …] = d upstream[n], with d = y - t clipped to ±δ.
package struct HuberErrorGradient: Operation {
  package let delta: Float
  package var name: String { "huber error's gradient" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let difference = inputs[0] - inputs[1]
    let share = upstream * inputs[2].broadcast(to: inputs[0].shape.dimensions)
    let passed = share * difference.mapped(by: .within(-delta...delta))
    return [passed, -1 * passed, (upstream * difference.clipped(to: -delta...delta)).summedPerSample()]
  }
}
