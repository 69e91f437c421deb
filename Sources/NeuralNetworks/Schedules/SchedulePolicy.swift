public import Settings

/// The learning rate as a function of the progress of a run.
public protocol SchedulePolicy: NamedKind, Sendable {
  /// Epochs at the start in which the rate is multiplied by a factor that rises linearly to 1; 0 for none.
  var warmupEpochs: Double { get set }
  /// The learning rate of the step at `progress`, where `base` is the optimiser's.
  func rate(base: Double, at progress: ScheduleProgress) -> Double
  /// Rejects settings that make no sense in a run of `epochs` with the learning rate `base`.
  func check(base: Double, epochs: Int) throws(SettingError)
}

extension SchedulePolicy {
  public func check(base: Double, epochs: Int) throws(SettingError) {}
}

extension Setting where Root: SchedulePolicy {
  /// The warm-up, which every schedule has.
  public static var warmup: Self {
    .number(
      "warmup_epochs", \.warmupEpochs, in: .notNegative, unit: "epochs",
      help: "The time over which the rate rises from near 0 to that of the schedule.")
  }
}
