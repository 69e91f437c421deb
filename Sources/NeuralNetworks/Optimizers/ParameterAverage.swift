internal import Diagnostics
public import Tensors

/// An exponential moving average of the parameters, which often does better than the last of them: a = d a + (1 - d) w.
///
/// With `warmUp` the decay d is at most (1 + t) / (10 + t) after t updates, so that the beginning is soon forgotten, as
/// in TensorFlow's `ExponentialMovingAverage`. Polyak and Juditsky, "Acceleration of stochastic approximation by
/// averaging", 1992.
public struct ParameterAverage {
  /// From 0 to below 1.
  public let decay: Double
  public let warmUp: Bool
  /// The average: what a checkpoint must hold beside ``updates``.
  public let values: any DeviceVector
  /// The updates so far.
  public var updates = 0

  /// An average that starts with `parameters`, held by the executor's device.
  public init(
    of parameters: any DeviceVector, decay: Double = 0.999, warmUp: Bool = false, on executor: any VectorArithmetic
  ) {
    require(decay >= 0 && decay < 1, "an average that decays by \(decay)")
    (self.decay, self.warmUp) = (decay, warmUp)
    values = executor.makeVector(count: parameters.count)
    executor.copy(parameters, to: values, ranges: values.everything)
  }

  /// The move after the next update of the parameters, which counts as made.
  public mutating func nextUpdate() -> AverageUpdate {
    let now = warmUp ? min(decay, Double(1 + updates) / Double(10 + updates)) : decay
    updates += 1
    return AverageUpdate(values, share: Float(1 - now))
  }
}
