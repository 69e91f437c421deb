import Diagnostics

extension Shape {
  /// The shape of a number per channel of `self`, `[c]` for `[n, c, …]`.
  func perChannel() throws(ShapeError) -> Shape {
    guard isBatched, let channels = dimensions.first else {
      throw ShapeError(.rank, Report("channels or features were needed", expected: "[n, c, …]", got: "\(self)"))
    }
    return .unbatched([channels])
  }

  /// The elements of one channel of one sample.
  var elementsPerChannel: Int { dimensions.dropFirst().reduce(1, *) }
}

/// The sum, mean or biased variance of each channel over samples and pixels: `[n, c, …]` to `[c]`.
struct ChannelStatistic: Operation {
  enum Kind: String { case sum, mean, variance }
  let kind: Kind
  var name: String { "channel \(kind.rawValue)" }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { try inputs[0].perChannel() }

  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let graph = upstream.graph
    switch kind {
    case .sum, .mean:
      return [
        graph.append(
          ChannelShare(isOfMean: kind == .mean, dimensions: inputs[0].shape.dimensions), [upstream])
      ]
    case .variance:
      let mean = graph.append(ChannelStatistic(kind: .mean), [inputs[0]])
      return [graph.append(ChannelVarianceGradient(), [inputs[0], mean, upstream])]
    }
  }
}

/// y[n, c, …] = s[c], divided by the elements of a channel for a mean: the adjoint of a channel's sum or mean.
struct ChannelShare: Operation {
  let isOfMean: Bool
  let dimensions: [Int]
  var name: String { "share of a channel" }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { .batched(dimensions) }

  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(ChannelStatistic(kind: isOfMean ? .mean : .sum), [upstream])]
  }
}

/// dx[n, c, …] = 2 (x - mean[c]) upstream[c] / elements, from x, mean and upstream.
///
/// The mean depends on x too, but the deviations from it have no sum for that to matter.
struct ChannelVarianceGradient: Operation {
  var name: String { "channel variance's gradient" }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }
  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    fatalError("\(name) is not differentiated again")
  }
}

/// y = x N / (N - 1) for a variance over N = `elements` n numbers, where N > 1.
struct UnbiasedVariance: Operation {
  /// The elements of one channel of one sample.
  let elements: Int
  var name: String { "unbiased variance" }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(self, [upstream])]
  }
}
