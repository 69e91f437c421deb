/// A batch normalised by its own statistics, with these statistics.
///
/// All are differentiable; the gradient of `values` includes the path through the statistics.
public struct BatchNormalization {
  /// (x - mean) / √(variance + ε) · scale + shift, shaped as x.
  public let values: Tensor
  /// The mean of each channel over samples and pixels, `[c]`.
  public let mean: Tensor
  /// The variance of each channel, divided by the number of elements N = n h w, `[c]`.
  public let variance: Tensor
  /// `variance` · N / (N - 1), or `variance` when N is 1; running statistics use it; `[c]`.
  public let unbiasedVariance: Tensor
}

@available(*, unavailable)
extension BatchNormalization: Sendable {}

extension Tensor {
  /// Normalises each channel to mean 0 and variance 1 over the batch, then applies `scale` and `shift`.
  ///
  /// `self` is `[n, c, h, w]` or `[n, c]`, `scale` and `shift` are `[c]`, `epsilon` > 0. A channel of a single element
  /// becomes `shift`. Ioffe and Szegedy 2015.
  public func batchNormalized(scale: Tensor, shift: Tensor, epsilon: Float = 1e-5) -> BatchNormalization {
    _ = checked("batch normalisation") { shape throws(ShapeError) in _ = try shape.channels() }
    let mean = reduced(.mean, over: shape.channelwise)
    let variance = reduced(.variance, over: shape.channelwise)
    let unbiased = variance.broadcasting(
      .multiply, graph.value(of: .besselCorrection(elements: shape.elementsPerChannel)), along: .all)
    let operation = Normalization(epsilon: epsilon, statistics: .ofBatch)
    return BatchNormalization(
      values: graph.append(operation, [self, mean, variance, scale, shift]), mean: mean, variance: variance,
      unbiasedVariance: unbiased)
  }

  /// (self - mean) / √(variance + ε) · scale + shift with given statistics, as in inference.
  ///
  /// `self` is `[n, c, h, w]` or `[n, c]`, the others are `[c]`, `epsilon` > 0. `mean` and `variance` are constants: they
  /// receive no gradient.
  public func normalized(
    mean: Tensor, variance: Tensor, scale: Tensor, shift: Tensor, epsilon: Float = 1e-5
  ) -> Tensor {
    graph.append(Normalization(epsilon: epsilon, statistics: .given), [self, mean, variance, scale, shift])
  }
}
