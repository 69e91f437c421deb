public import Tensors

/// (x - mean) / √(variance + ε) · scale + shift, for each channel.
///
/// `[n, c, h, w]` or `[n, c]` to the same. In training, mean and variance are the batch's, and the running statistics
/// are updated: running = (1 - momentum) running + momentum batch, with the unbiased variance. In inference they are
/// the running ones. Ioffe and Szegedy 2015; defaults as in Torch7.
public struct BatchNorm: Module {
  /// γ, `[c]`.
  public let scale: Parameter
  /// β, `[c]`.
  public let shift: Parameter
  /// Starts at 0, `[c]`.
  public let runningMean: Parameter
  /// Starts at 1, `[c]`.
  public let runningVariance: Parameter
  public let epsilon: Float
  /// The weight of the batch in an update of the running statistics.
  public let momentum: Float

  /// Creates a batch normalisation.
  ///
  /// - Parameters:
  ///   - channels: Channels or features of the input.
  ///   - epsilon: ε, above 0.
  ///   - momentum: The weight of the batch in an update of the running statistics.
  ///   - scale: The distribution of initial scales; uniform in [0, 1) by default, as in Torch7.
  ///   - shift: The distribution of initial shifts; 0 by default.
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
    case .inference, .evaluation:
      return x.normalized(
        mean: graph.value(of: runningMean), variance: graph.value(of: runningVariance), scale: scale, shift: shift,
        epsilon: epsilon)
    }
  }

  /// A layer called several times in a step updates its statistics each time.
  private func move(_ running: Parameter, towards batch: Tensor) {
    let graph = batch.graph
    graph.update(running, to: (1 - momentum) * graph.currentValue(of: running) + momentum * batch)
  }
}
