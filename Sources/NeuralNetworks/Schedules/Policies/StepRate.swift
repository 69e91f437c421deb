/// η γ^⌊x / step⌋, x the progress and `step` a part of the run in percent, rounded to whole steps of the optimiser.
public struct StepRate: SchedulePolicy {
  public static let name = "step"
  public static let formula = "lr * gamma^floor(x / step), x in percent"
  public static let arguments: [ScheduleArgument] = [.percent("step", 33), .factor("gamma", 0.1)]

  private let step, gamma: Double

  public init(_ arguments: [String: ScheduleArgument.Value]) {
    (step, gamma) = (arguments.number("step"), arguments.number("gamma"))
  }

  public func rate(base: Double, at progress: TrainingProgress) -> Double {
    base * power(gamma, progress.step / progress.step(atPercent: step))
  }
}
