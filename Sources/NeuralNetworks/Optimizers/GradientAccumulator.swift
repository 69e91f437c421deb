public import CPUEngine
internal import Diagnostics
public import Tensors

/// The gradient of the mean loss over the samples of several batches, from the gradients of each batch's mean loss.
public struct GradientAccumulator {
  /// The gradient over all samples since the last ``reset()``.
  public let mean: FlatVector
  /// Those samples.
  public private(set) var samples = 0

  /// For gradients of `count` floats.
  public init(count: Int) { mean = FlatVector(count: count) }

  /// Takes in the gradients of a batch's mean loss over `samples` samples, at least 1.
  public mutating func add(_ gradients: FlatVector, samples: Int, on executor: CPUExecutor) {
    require(samples > 0, "gradients of \(samples) samples")
    let isFirst = self.samples == 0
    self.samples += samples
    if isFirst {
      executor.copy(gradients, to: mean, ranges: mean.everything)
    } else {
      let share = Double(samples) / Double(self.samples)
      executor.interpolate(mean, towards: gradients, by: Float(share), ranges: mean.everything)
    }
  }

  /// Begins anew.
  public mutating func reset() { samples = 0 }
}
