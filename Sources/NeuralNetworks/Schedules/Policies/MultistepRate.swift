/// η γ^k, k the number of `values` passed: parts of the run in percent, each rounded to a step of the optimiser.
public struct MultistepRate: SchedulePolicy {
  public static let name = "multistep"
  public static let formula = "lr * gamma^(how many of the values x has passed), x in percent"
  public static let arguments: [ScheduleArgument] = [
    ScheduleArgument(
      name: "values", defaultValue: [50, 85],
      range: "ascending percentages of the run, above 0 and below 100"
    ) { value in
      let values = value.numbers
      return !values.isEmpty && values.allSatisfy { $0 > 0 && $0 < 100 }
        && zip(values, values.dropFirst()).allSatisfy(<)
    },
    .factor("gamma", 0.5),
  ]

  private let values: [Double]
  private let gamma: Double

  public init(_ arguments: [String: ScheduleArgument.Value]) {
    (values, gamma) = (arguments.numbers("values"), arguments.number("gamma"))
  }

  public func rate(base: Double, at progress: TrainingProgress) -> Double {
    base * power(gamma, values.count { progress.step >= progress.step(atPercent: $0) })
  }
}
