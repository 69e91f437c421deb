/// Where in a run a step is.
public struct TrainingProgress: Hashable, Sendable {
  /// The steps made before this one.
  public var step: Int
  /// The steps of the whole run, at least 1.
  public var totalSteps: Int
  /// The steps of an epoch, at least 1.
  public var stepsPerEpoch: Int

  public init(step: Int, totalSteps: Int, stepsPerEpoch: Int) {
    (self.step, self.totalSteps, self.stepsPerEpoch) = (step, max(totalSteps, 1), max(stepsPerEpoch, 1))
  }

  /// How much of the run is done, in percent from 0 to 100.
  var percent: Double { 100 * fraction }

  /// How much of the run is done, from 0 to 1.
  var fraction: Double { min(Double(step) / Double(totalSteps), 1) }

  /// The step at which `percent` of the run is done, rounded, at least 1, as DIGITS' Torch worker has it.
  func step(atPercent percent: Double) -> Int { max(1, Int((percent / 100 * Double(totalSteps)).rounded())) }

  /// The steps of so many epochs, rounded down, at least 1.
  func steps(ofEpochs epochs: Double) -> Int { max(1, Int(min(epochs * Double(stepsPerEpoch), 1e15))) }
}
