public import Settings

/// η γ^k, with k the number of `values` passed: percentages of the run, each rounded to an optimiser step.
public struct MultistepRate: SchedulePolicy {
  public static let name = "multistep"
  public static let summary = "lr * gamma^(how many of the values x has passed), x in percent"
  public static let settings: [Setting<Self>] = [
    .list(
      "values", \.values, in: .between(0, 100), count: 1...1000, isAscending: true, unit: "percent of the run",
      help: "When the rate is reduced."),
    .number("gamma", \.gamma, in: .reduction, help: "The factor of each reduction."), .warmup,
  ]

  var values = [50.0, 85.0]
  var gamma = 0.5
  public var warmupEpochs = 0.0

  public init() {}

  public func rate(base: Double, at progress: ScheduleProgress) -> Double {
    base * power(gamma, values.count { progress.step >= progress.step(atPercent: $0) })
  }
}
