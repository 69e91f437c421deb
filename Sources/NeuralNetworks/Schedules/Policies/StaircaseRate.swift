internal import Diagnostics
public import Settings

/// η factor^⌊step / decay steps⌋: the learning-rate decay of the Dynamic Training Bench, in epochs.
public struct StaircaseRate: SchedulePolicy {
  public static let name = "staircase"
  public static let summary = "lr * decay_factor^floor(epoch / decay_epochs)"
  public static let settings: [Setting<Self>] = [
    .number("decay_epochs", \.epochs, in: .positive, unit: "epochs", help: "The time between two reductions."),
    .number("decay_factor", \.factor, in: .reduction, help: "The factor of each reduction."), .warmup,
  ]

  var epochs = 25.0
  var factor = 0.1
  public var warmupEpochs = 0.0

  public init() {}

  public func rate(base: Double, at progress: ScheduleProgress) -> Double {
    base * power(factor, progress.step / progress.steps(ofEpochs: epochs))
  }

  public func check(base: Double, epochs: Int) throws(SettingError) {
    guard self.epochs < Double(epochs) else {
      throw SettingError(
        .doesNotFit,
        Report(
          "the learning rate would decay only after the end of the run", place: "decay_epochs",
          expected: "a number below the run's \(epochs) epochs", got: "\(self.epochs)"))
    }
  }
}
