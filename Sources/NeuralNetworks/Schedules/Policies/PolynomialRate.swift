internal import Foundation

/// η (1 - x / 100)^power, x the progress in percent.
public struct PolynomialRate: SchedulePolicy {
  public static let name = "poly"
  public static let formula = "lr * (1 - x / 100)^power, x in percent"
  public static let arguments: [ScheduleArgument] = [.positive("power", 3)]

  private let exponent: Double

  public init(_ arguments: [String: ScheduleArgument.Value]) { exponent = arguments.number("power") }

  public func rate(base: Double, at progress: TrainingProgress) -> Double {
    base * pow(1 - progress.fraction, exponent)
  }
}
