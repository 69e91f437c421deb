public import Settings

/// η γ^⌊x / step⌋, with the progress x and `step` in percent of the run.
///
/// The rate falls at each multiple of `step`, rounded to an optimiser step, as in DIGITS' Torch worker: of 21,120 steps
/// 33% is step 6970 and 66% step 13,939.
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

  public func rate(base: Double, at progress: ScheduleProgress) -> Double {
    var count = Int(progress.percent / step)
    // Rounding may put a multiple one step earlier or later than the exact percentage.
    while count > 0, progress.step < progress.step(atPercent: Double(count) * step) { count -= 1 }
    while Double(count + 1) * step <= 100, progress.step >= progress.step(atPercent: Double(count + 1) * step) {
      count += 1
    }
    return base * power(gamma, count)
  }
}
