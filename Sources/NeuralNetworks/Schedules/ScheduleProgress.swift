/// The position of a step in a run.
public struct ScheduleProgress: Hashable, Sendable {
  /// The number of steps made before this one.
  public var step: Int
  /// The number of steps of the run, at least 1.
  public var totalSteps: Int
  /// The number of steps per epoch, at least 1.
  public var stepsPerEpoch: Int

  /// Creates a position; `totalSteps` and `stepsPerEpoch` count as at least 1.
  public init(step: Int, totalSteps: Int, stepsPerEpoch: Int) {
    (self.step, self.totalSteps, self.stepsPerEpoch) = (step, max(totalSteps, 1), max(stepsPerEpoch, 1))
  }

  /// The completed part of the run, in percent from 0 to 100.
  var percent: Double { 100 * fraction }

  /// The completed part of the run, from 0 to 1.
  var fraction: Double { min(Double(step) / Double(totalSteps), 1) }

  /// The step at `percent` of the run, rounded, at least 1, as in DIGITS' Torch worker.
  func step(atPercent percent: Double) -> Int { max(1, Int((percent / 100 * Double(totalSteps)).rounded())) }

  /// The number of steps in `epochs` epochs, rounded down, at least 1.
  func steps(ofEpochs epochs: Double) -> Int { max(1, Int(min(epochs * Double(stepsPerEpoch), 1e15))) }
}
