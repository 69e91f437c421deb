public import Settings

/// η γ^⌊x / step⌋, with the progress x and `step` in percent of the run, rounded to optimiser steps.
public struct StepRate: SchedulePolicy {
  public static let name = "step"
  public static let summary = "lr * gamma^floor(x / step), x in percent"
  public static let settings: [Setting<Self>] = [
    .number("step", \.step, in: .between(0, 100), unit: "percent of the run", help: "The part between two reductions."),
    .number("gamma", \.gamma, in: .reduction, help: "The factor of each reduction."), .warmup,
  ]

  var step = 33.0
  var gamma = 0.1
  public var warmupEpochs = 0.0

  public init() {}

  public func rate(base: Double, at progress: TrainingProgress) -> Double {
    base * power(gamma, progress.step / progress.step(atPercent: step))
  }
}
