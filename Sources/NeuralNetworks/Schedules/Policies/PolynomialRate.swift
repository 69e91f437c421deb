internal import Foundation
public import Settings

/// η (1 - x / 100)^power, with the progress x in percent.
public struct PolynomialRate: SchedulePolicy {
  public static let name = "poly"
  public static let summary = "lr * (1 - x / 100)^power, x in percent"
  public static let settings: [Setting<Self>] = [
    .number("power", \.exponent, in: .positive, help: "The exponent: 1 for a straight line."), .warmup,
  ]

  var exponent = 3.0
  public var warmupEpochs = 0.0

  public init() {}

  public func rate(base: Double, at progress: ScheduleProgress) -> Double {
    base * pow(1 - progress.fraction, exponent)
  }
}
