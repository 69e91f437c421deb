internal import Diagnostics
public import Settings

/// A learning-rate schedule with its settings, chosen by name.
public struct LearningRateSchedule: ChosenKind {
  /// The schedules that exist.
  public static let kinds = Kinds<any SchedulePolicy.Type>(
    "schedule",
    [
      FixedRate.self, StepRate.self, MultistepRate.self, ExponentialRate.self, InverseRate.self, PolynomialRate.self,
      SigmoidRate.self, StaircaseRate.self, CosineRate.self, OneCycleRate.self, PlateauRate.self,
    ])

  /// A constant rate.
  public static let fixed = LearningRateSchedule(FixedRate())

  /// The policy with its settings.
  public let policy: any SchedulePolicy

  public var chosen: any NamedKind { policy }

  /// Creates the schedule of a policy.
  public init(_ policy: any SchedulePolicy) { self.policy = policy }

  public init(_ name: String, _ arguments: [String: SettingValue] = [:]) throws(SettingError) {
    policy = try Self.kinds(name).init(arguments)
  }
}

extension LearningRateSchedule {
  /// The learning rate of a step.
  ///
  /// - Parameters:
  ///   - base: the optimiser's learning rate.
  ///   - step: the number of steps made before this one.
  ///   - totalSteps: the number of steps of the run.
  ///   - stepsPerEpoch: the number of steps per epoch.
  ///   - plateau: the state updated by ``observe(_:_:)``; only `plateau` uses it.
  public func rate(
    base: Double, step: Int, totalSteps: Int, stepsPerEpoch: Int, plateau: PlateauState = PlateauState()
  ) -> Double {
    let progress = ScheduleProgress(step: step, totalSteps: totalSteps, stepsPerEpoch: stepsPerEpoch)
    let rate =
      (policy as? PlateauRate)?.rate(base: base, after: plateau) ?? policy.rate(base: base, at: progress)
    guard policy.warmupEpochs > 0 else { return rate }
    return rate * min(1, Double(step + 1) / Double(progress.steps(ofEpochs: policy.warmupEpochs)))
  }

  /// Whether the rate depends on the losses, so that each must be passed to ``observe(_:_:)``.
  public var dependsOnLoss: Bool { policy is PlateauRate }

  /// Updates the state with an epoch's loss: the validation loss, or the training loss without validation.
  public func observe(_ loss: Double, _ state: inout PlateauState) {
    if let policy = policy as? PlateauRate { state = policy.state(state, after: loss) }
  }

  /// Rejects settings without effect, or with a wrong one, for a run of `epochs` with the learning rate `base`.
  /// - Throws: `SettingError`.
  public func check(base: Double, epochs: Int) throws(SettingError) {
    try policy.check(base: base, epochs: epochs)
    guard policy.warmupEpochs <= Double(epochs) else {
      throw SettingError(
        .doesNotFit,
        Report(
          "the warm-up is longer than the run", place: "warmup_epochs", expected: "at most the run's \(epochs) epochs",
          got: "\(policy.warmupEpochs)"))
    }
  }

  /// The rate at 101 points from 0 to 100 percent of a run, as DIGITS draws it before training.
  ///
  /// A schedule that depends on the loss is drawn for a loss that keeps falling.
  public func preview(base: Double, totalSteps: Int, stepsPerEpoch: Int) -> [(progress: Double, rate: Double)] {
    (0...100).map { percent in
      let step = Int((Double(percent) / 100 * Double(totalSteps)).rounded())
      return (Double(percent), rate(base: base, step: step, totalSteps: totalSteps, stepsPerEpoch: stepsPerEpoch))
    }
  }
}
