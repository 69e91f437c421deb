import Diagnostics

extension Tensor {
  /// `self` with one number added to each channel (or feature): `[n, c, …]` and `[c]`.
  public func adding(bias: Tensor) -> Tensor { graph.append(AddBias(), [self, bias]) }
}

/// y[n, c, …] = x[n, c, …] + b[c].
package struct AddBias: Operation {
  package var name: String { "bias" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs[0].isBatched, inputs[0].dimensions.count >= 1, inputs[1] == .unbatched([inputs[0].dimensions[0]])
    else {
      throw ShapeError(
        .mismatch,
        Report("one bias per channel was needed", expected: "[c] for [n, c, …]", got: "\(inputs[1]) for \(inputs[0])"))
    }
    return inputs[0]
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream, upstream.graph.append(BiasGradient(), [upstream])]
  }
}

/// The sum over samples and pixels of each channel: `[n, c, …]` to `[c]`.
package struct BiasGradient: Operation {
  package var name: String { "bias gradient" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { .unbatched([inputs[0].dimensions[0]]) }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(ChannelFill(dimensions: inputs[0].shape.dimensions), [upstream])]
  }
}
