import Diagnostics

extension Tensor {
  /// The sum of each sample's elements, `[n]`.
  public func summedPerSample() -> Tensor {
    checked("sum per sample") { shape throws(ShapeError) in try shape.checkPerSample() }.reduced(.sum, over: .elements)
  }

  /// The sum over the samples of the batch: `[n, …]` to `[…]`.
  public func summedOverBatch() -> Tensor { reduced(.sum, over: .samples) }

  /// The mean over the samples of the batch: `[n, …]` to `[…]`.
  public func meanOverBatch() -> Tensor { summedOverBatch().dividedBySamples() }

  /// The mean over the images: `[n, …]` to `[…]`; over the batch, but in an evaluation over all evaluated images.
  ///
  /// A loss that is not linear in a mean, such as a divergence from a mean activation, uses it so that its value does
  /// not depend on the batches of an evaluation.
  public func meanOverImages() -> Tensor { graph.purpose == .evaluation ? graph.imageMean(of: self) : meanOverBatch() }

  /// The mean over the batch of a number per sample: `[n]` to `[]`.
  public func batchMean() -> Tensor {
    checked("batch mean") { shape throws(ShapeError) in try shape.checkNumberPerSample() }
      .reduced(.mean, over: .samples)
  }

  /// The mean over all elements of the batch, `[]`.
  public func mean() -> Tensor { (1 / Float(shape.count)) * summedPerSample().batchMean() }

  /// The sum of all channels (or features): `[n, c, …]` to `[n, 1, …]`.
  public func summedOverChannels() -> Tensor { reduced(.sum, over: .channels) }

  /// The sum of each channel over samples and positions: `[n, c, …]` to `[c]`.
  package func channelSum() -> Tensor { reduced(.sum, over: shape.channelwise) }

  /// The sums of groups of `k` neighbouring features: `[n, g k]` to `[n, g]`.
  public func summedInGroups(of k: Int) -> Tensor { inGroups(of: k, "sum in groups").reduced(.sum, over: .positions) }

  /// log Σ exp(xⱼ) over each group of `k` neighbouring features: `[n, g k]` to `[n, g]`.
  public func logSumExp(groupsOf k: Int) -> Tensor {
    inGroups(of: k, "log-sum-exp").reduced(.logSumExp, over: .positions)
  }

  /// The sum of each row of a shared matrix: `[a, b]` to `[a]`.
  public func rowSums() -> Tensor {
    checked("sum of rows") { shape throws(ShapeError) in try shape.checkMatrix() }.reduced(.sum, over: .positions)
  }

  /// The sum of squares of each row of a shared matrix: `[a, b]` to `[a]`.
  public func rowSumsOfSquares() -> Tensor { squared().rowSums() }

  /// The sum of all elements of a shared value, `[]`.
  public func sum() -> Tensor { reduced(.sum, over: .all) }

  /// The sum of the absolute values of a parameter, `[]`: the L1 penalty.
  public func absoluteSum() -> Tensor { absolute().sum() }

  /// The sum of the squares of a parameter, `[]`.
  public func sumOfSquares() -> Tensor { reduced(.sumOfSquares, over: .all) }

  /// `function` over `axes`.
  package func reduced(_ function: Reduction.Function, over axes: Axes) -> Tensor {
    graph.append(Reduction(function: function, axes: axes), [self])
  }

  /// `self`, divided by the number of samples in the batch.
  ///
  /// A number per sample is divided; a shared value is multiplied by the reciprocal.
  fileprivate func dividedBySamples() -> Tensor {
    shape.isBatched
      ? broadcasting(.divide, graph.value(of: .samples), along: .samples)
      : broadcasting(.multiply, graph.value(of: .reciprocalOfSamples), along: .all)
  }

  /// `self`, `[c]`, divided by the number of elements per channel of `values`, `[n, c, …]`.
  package func dividedByElements(of values: Tensor) -> Tensor {
    let elements = values.shape.elementsPerChannel
    return elements == 1 ? dividedBySamples() : (1 / Float(elements)) * dividedBySamples()
  }
}

/// One number from all elements along some axes.
///
/// Mean and variance are batch statistics per channel or per element; the variance is divided by the number of elements
/// N. A maximum is taken per map, for masks.
///
/// - Formula: y = Σ x, Σ x / N, Σ (x - mean)² / N, Σ x², max x or log Σ exp x over the axes
/// - Shapes: samples: `[n, …]` → `[…]`; channels: `[n, c, …]` → `[n, 1, …]`; positions: `[n, c, …]` → `[n, c]` and
///   `[a, b]` → `[a]`; samples and positions: `[n, c, …]` → `[c]`; channels and positions: `[n, …]` → `[n]`; all:
///   `[…]` → `[]`
/// - Gradient: dy, dy / N, 2 (x - mean) dy / N, 2 x dy, none, softmax(x) dy, with dy repeated along the axes
package struct Reduction: Operation {
  package enum Function: String, Hashable, CaseIterable {
    case sum, mean, variance
    case sumOfSquares = "sum of squares"
    case maximum
    case logSumExp = "log-sum-exp"
  }
  package let function: Function
  package let axes: Axes
  /// Whether other work waits for the result; the gradient of a bias is computed last, where it is cheapest.
  package let isAwaited: Bool

  package init(function: Function, axes: Axes, isAwaited: Bool = true) {
    (self.function, self.axes, self.isAwaited) = (function, axes, isAwaited)
    let isKnown =
      switch function {
      case .sum: axes != [.samples, .channels]
      case .mean, .variance: axes == .samples || axes == [.samples, .positions]
      case .sumOfSquares: axes == .all
      case .maximum, .logSumExp: axes == .positions
      }
    require(isKnown && !axes.isEmpty, "unknown reduction: \(name)")
  }

  package var needsWholeBatch: Bool { function == .variance }
  package var name: String { axes == .all ? function.rawValue : "\(function.rawValue) over \(axes.words)" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let x = inputs[0]
    switch axes {
    case .all: try x.checkShared()
    case .positions: if !x.isBatched { try x.checkMatrix() }
    case .channels, [.samples, .positions]: _ = try x.channels()
    default: try x.checkPerSample()
    }
    return x.reduced(over: axes)
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let x = inputs[0]
    switch function {
    case .sum:
      return [upstream.broadcast(to: x.shape, along: axes)]
    case .mean where x.shape == .batched([]):
      return [upstream.broadcast(to: x.shape, along: axes).dividedBySamples()]
    case .mean:
      return [upstream.dividedByElements(of: x).broadcast(to: x.shape, along: axes)]
    case .variance:
      // The mean also depends on x, but contributes nothing: the deviations from it sum to zero.
      let mean = x.reduced(.mean, over: axes)
      return [x.adding(bias: -mean).scaled(byChannels: 2 * upstream.dividedByElements(of: x))]
    case .sumOfSquares:
      return [(2 * x).broadcasting(.multiply, upstream, along: axes)]
    case .maximum:
      return [nil]
    case .logSumExp:
      let size = x.shape.dimensions
      let softmax = x.flattened().softmax(groupsOf: x.shape.elementsPerChannel).reshaped(to: size)
      return [upstream.broadcast(to: x.shape, along: axes) * softmax]
    }
  }
}
