internal import Diagnostics
internal import Foundation
public import Settings

/// m + (η - m) (1 + cos(π x / 100)) / 2, with the progress x in percent and m the `minimum_rate`.
///
/// Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017, without restarts.
public struct CosineRate: SchedulePolicy {
  public static let name = "cosine"
  public static let summary = "minimum_rate + (lr - minimum_rate) * (1 + cos(pi * x / 100)) / 2, x in percent"
  public static let settings: [Setting<Self>] = [
    .number("minimum_rate", \.minimum, in: .notNegative, help: "The learning rate at the end."), .warmup,
  ]

  var minimum = 0.0
  public var warmupEpochs = 0.0

  public init() {}

  public func rate(base: Double, at progress: ScheduleProgress) -> Double {
    minimum + (base - minimum) * (1 + cos(.pi * progress.fraction)) / 2
  }

  public func check(base: Double, epochs: Int) throws(SettingError) {
    try SettingError.check(minimumRate: minimum, below: base)
  }
}

extension SettingError {
  /// Rejects a minimum learning rate that is not below the maximum.
  static func check(minimumRate minimum: Double, below base: Double) throws(SettingError) {
    guard minimum < base else {
      throw SettingError(
        .doesNotFit,
        Report(
          "the minimum learning rate is not below the maximum", place: "minimum_rate",
          expected: "a number below the learning rate \(base)", got: "\(minimum)"))
    }
  }
}
