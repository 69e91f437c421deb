internal import Foundation

/// η γ^x, x the progress in percent.
public struct ExponentialRate: SchedulePolicy {
  public static let name = "exp"
  public static let formula = "lr * gamma^x, x in percent"
  public static let arguments: [ScheduleArgument] = [.factor("gamma", 0.95)]

  private let gamma: Double

  public init(_ arguments: [String: ScheduleArgument.Value]) { gamma = arguments.number("gamma") }

  public func rate(base: Double, at progress: TrainingProgress) -> Double { base * pow(gamma, progress.percent) }
}
