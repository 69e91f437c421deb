import Diagnostics

extension Shape {
  /// The shape of a number per channel of `self`, `[c]` for `[n, c, …]`.
  package func perChannel() throws(ShapeError) -> Shape {
    guard isBatched, let channels = dimensions.first else {
      throw ShapeError(.rank, Report("channels or features were needed", expected: "[n, c, …]", got: "\(self)"))
    }
    return .unbatched([channels])
  }

  /// The elements of one channel of one sample.
  package var elementsPerChannel: Int { dimensions.dropFirst().reduce(1, *) }
}

extension Tensor {
  /// The sum of each channel over samples and pixels: `[n, c, …]` to `[c]`.
  package func channelSum() -> Tensor { graph.append(ChannelStatistic(kind: .sum), [self]) }

  /// `self`, `[c]`, divided by the number of elements of a channel of `values`, `[n, c, …]`.
  package func dividedByElements(of values: Tensor) -> Tensor {
    (1 / Float(values.shape.elementsPerChannel)) * graph.append(DivisionByBatch(), [self])
  }
}

/// The sum, mean or biased variance of each channel over samples and pixels: `[n, c, …]` to `[c]`.
package struct ChannelStatistic: Operation {
  package enum Kind: String { case sum, mean, variance }
  package let kind: Kind
  package var name: String { "channel \(kind.rawValue)" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { try inputs[0].perChannel() }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let graph = upstream.graph
    let x = inputs[0]
    switch kind {
    case .sum:
      return [graph.append(ChannelFill(dimensions: x.shape.dimensions), [upstream])]
    case .mean:
      return [graph.append(ChannelFill(dimensions: x.shape.dimensions), [upstream.dividedByElements(of: x)])]
    case .variance:
      // The mean depends on x too, but the deviations from it have no sum for that to matter.
      let mean = graph.append(ChannelStatistic(kind: .mean), [x])
      return [x.adding(bias: -mean).scaled(byChannels: 2 * upstream.dividedByElements(of: x))]
    }
  }
}

/// y = x N / (N - 1) for a variance over N = `elements` n numbers, where N > 1.
package struct UnbiasedVariance: Operation {
  /// The elements of one channel of one sample.
  package let elements: Int
  package var name: String { "unbiased variance" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(self, [upstream])]
  }
}
