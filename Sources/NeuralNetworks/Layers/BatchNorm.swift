public import Tensors

/// (x - mean) / √(variance + ε) · scale + shift, for each channel by itself.
///
/// `[n, c, h, w]` or `[n, c]` to the same. In training, mean and variance are the batch's, and running ones move towards
/// them: running = (1 - momentum) running + momentum batch, with the unbiased variance. Otherwise they are the running
/// ones. Ioffe and Szegedy 2015; defaults as in Torch7.
public struct BatchNorm: Module {
  /// γ, `[c]`.
  public let scale: Parameter
  /// β, `[c]`.
  public let shift: Parameter
  /// From 0, `[c]`.
  public let runningMean: Parameter
  /// From 1, `[c]`.
  public let runningVariance: Parameter
  public let epsilon: Float
  /// The batch's share in the running statistics.
  public let momentum: Float

  /// Scales start uniform in [0, 1) and shifts at 0, as Torch7 has them, unless told otherwise.
  public init(
    _ channels: Int, epsilon: Float = 1e-5, momentum: Float = 0.1, scale: Initializer? = nil,
    shift: Initializer? = nil
  ) {
    self.scale = Parameter([channels], scale ?? .uniform(0, 1), role: .scale)
    self.shift = Parameter([channels], shift ?? .constant(0), role: .bias)
    runningMean = Parameter([channels], .constant(0), role: .statistic)
    runningVariance = Parameter([channels], .constant(1), role: .statistic)
    self.epsilon = epsilon
    self.momentum = momentum
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    let graph = x.graph
    let (scale, shift) = (graph.value(of: scale), graph.value(of: shift))
    switch graph.purpose {
    case .training:
      let batch = x.batchNormalized(scale: scale, shift: shift, epsilon: epsilon)
      move(runningMean, towards: batch.mean)
      move(runningVariance, towards: batch.unbiasedVariance)
      return batch.values
    case .inference:
      return x.normalized(
        mean: graph.value(of: runningMean), variance: graph.value(of: runningVariance), scale: scale, shift: shift,
        epsilon: epsilon)
    }
  }

  /// A layer that is called several times in a step moves as often.
  private func move(_ running: Parameter, towards batch: Tensor) {
    let graph = batch.graph
    graph.update(running, to: (1 - momentum) * graph.currentValue(of: running) + momentum * batch)
  }
}
