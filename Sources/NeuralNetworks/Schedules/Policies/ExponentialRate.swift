internal import Foundation
public import Settings

/// η γ^x, with the progress x in percent.
public struct ExponentialRate: SchedulePolicy {
  public static let name = "exp"
  public static let summary = "lr * gamma^x, x in percent"
  public static let settings: [Setting<Self>] = [
    .number("gamma", \.gamma, in: .reduction, help: "The factor of each percent of the run."), .warmup,
  ]

  var gamma = 0.95
  public var warmupEpochs = 0.0

  public init() {}

  public func rate(base: Double, at progress: ScheduleProgress) -> Double { base * pow(gamma, progress.percent) }
}
