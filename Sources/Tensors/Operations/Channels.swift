import Diagnostics

extension Tensor {
  /// `self` with each channel (or feature) times a number: `[n, c, …]` and `[c]`.
  public func scaled(byChannels factors: Tensor) -> Tensor { graph.append(ChannelScaling(), [self, factors]) }

  /// A single channel (or feature) `c` times: `[n, 1, …]` to `[n, c, …]`.
  public func repeatedOverChannels(_ c: Int) -> Tensor { graph.append(ChannelCopies(channels: c), [self]) }

  /// The sum of all channels (or features): `[n, c, …]` to `[n, 1, …]`.
  public func summedOverChannels() -> Tensor { graph.append(ChannelSum(), [self]) }
}

/// y[n, c, …] = x[n, c, …] s[c].
package struct ChannelScaling: Operation {
  package var name: String { "scaling of channels" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs[1] == .unbatched([try inputs[0].channels()]) else {
      throw ShapeError(
        .mismatch,
        Report("one factor per channel was needed", expected: "[c] for [n, c, …]", got: "\(inputs[1]) for \(inputs[0])")
      )
    }
    return inputs[0]
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.scaled(byChannels: inputs[1]), upstream.graph.append(BiasGradient(), [upstream * inputs[0]])]
  }
}

/// y[n, c, …] = b[c]: the adjoint of ``BiasGradient``.
package struct ChannelFill: Operation {
  /// Of one sample; the first is c.
  package let dimensions: [Int]
  package var name: String { "number for each channel" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { .batched(dimensions) }
  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(BiasGradient(), [upstream])]
  }
}

/// y[n, i, …] = x[n, 0, …].
package struct ChannelCopies: Operation {
  package let channels: Int
  package var name: String { "repetition over channels" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard try inputs[0].channels() == 1 else {
      throw ShapeError(.channels, Report("a single channel was needed", expected: "[n, 1, …]", got: "\(inputs[0])"))
    }
    guard channels >= 1 else {
      throw ShapeError(
        .argument, Report("the number of channels is out of range", expected: ">= 1", got: "\(channels)"))
    }
    return .batched([channels] + inputs[0].dimensions.dropFirst())
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.summedOverChannels()]
  }
}

/// y[n, 0, …] = Σ x[n, c, …] over c.
package struct ChannelSum: Operation {
  package var name: String { "sum over channels" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    _ = try inputs[0].channels()
    return .batched([1] + inputs[0].dimensions.dropFirst())
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.repeatedOverChannels(inputs[0].shape.dimensions[0])]
  }
}
