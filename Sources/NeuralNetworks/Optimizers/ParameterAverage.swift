internal import Diagnostics
public import Tensors

/// An exponential moving average of the parameters, often better than the last ones: a = d a + (1 - d) w.
///
/// With `warmUp` the decay d is at most (1 + t) / (10 + t) after t updates, so that the first values are soon
/// forgotten, as in TensorFlow's `ExponentialMovingAverage`. Polyak and Juditsky, "Acceleration of stochastic
/// approximation by averaging", 1992.
public struct ParameterAverage {
  /// From 0 to below 1.
  public let decay: Double
  public let warmUp: Bool
  /// The average; checkpoints save it beside ``updates``.
  public let values: any DeviceVector
  /// The number of updates so far.
  public var updates = 0

  /// Creates an average.
  ///
  /// - Parameters:
  ///   - parameters: The initial average.
  ///   - decay: d, from 0 to below 1.
  ///   - warmUp: Whether d starts small, so that the first values are soon forgotten.
  ///   - executor: The executor that holds the average.
  public init(
    of parameters: any DeviceVector, decay: Double = 0.999, warmUp: Bool = false, on executor: any VectorArithmetic
  ) {
    require(decay >= 0 && decay < 1, "an average that decays by \(decay)")
    (self.decay, self.warmUp) = (decay, warmUp)
    values = executor.makeVector(count: parameters.count)
    executor.copy(parameters, to: values, ranges: values.everything)
  }

  /// The average's change after the next parameter update, which is counted.
  public mutating func nextUpdate() -> AverageUpdate {
    let now = warmUp ? min(decay, Double(1 + updates) / Double(10 + updates)) : decay
    updates += 1
    return AverageUpdate(values, share: Float(1 - now))
  }
}
