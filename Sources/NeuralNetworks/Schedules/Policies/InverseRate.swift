internal import Foundation
public import Settings

/// η (1 + γ x)^-power, with the progress x in percent.
public struct InverseRate: SchedulePolicy {
  public static let name = "inv"
  public static let summary = "lr * (1 + gamma * x)^-power, x in percent"
  public static let settings: [Setting<Self>] = [
    .number("gamma", \.gamma, in: .positive, help: "How early the rate falls."),
    .number("power", \.exponent, in: .positive, help: "How steeply the rate falls."), .warmup,
  ]

  var gamma = 0.1
  var exponent = 0.5
  public var warmupEpochs = 0.0

  public init() {}

  public func rate(base: Double, at progress: ScheduleProgress) -> Double {
    base * pow(1 + gamma * progress.percent, -exponent)
  }
}
