internal import Foundation
public import Settings

/// η / (1 + exp(γ (x - step))), with the progress x and the middle of the fall `step` in percent.
///
/// The rate falls, as in DIGITS' code. The comment there gives Caffe's formula, 1 / (1 + exp(-γ (x - step))), which
/// rises for positive γ.
public struct SigmoidRate: SchedulePolicy {
  public static let name = "sigmoid"
  public static let summary = "lr / (1 + exp(gamma * (x - step))), x in percent"
  public static let settings: [Setting<Self>] = [
    .number("step", \.step, in: .between(0, 100), unit: "percent of the run", help: "The middle of the fall."),
    .number("gamma", \.gamma, in: .positive, help: "How steep the fall is."), .warmup,
  ]

  var step = 50.0
  var gamma = 0.1
  public var warmupEpochs = 0.0

  public init() {}

  public func rate(base: Double, at progress: ScheduleProgress) -> Double {
    let middle = 100 * Double(progress.step(atPercent: step)) / Double(progress.totalSteps)
    return base / (1 + exp(gamma * (progress.percent - middle)))
  }
}
