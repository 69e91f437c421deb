internal import Foundation

/// η (1 + γ x)^-power, x the progress in percent.
public struct InverseRate: SchedulePolicy {
  public static let name = "inv"
  public static let formula = "lr * (1 + gamma * x)^-power, x in percent"
  public static let arguments: [ScheduleArgument] = [.positive("gamma", 0.1), .positive("power", 0.5)]

  private let gamma, exponent: Double

  public init(_ arguments: [String: ScheduleArgument.Value]) {
    (gamma, exponent) = (arguments.number("gamma"), arguments.number("power"))
  }

  public func rate(base: Double, at progress: TrainingProgress) -> Double {
    base * pow(1 + gamma * progress.percent, -exponent)
  }
}
