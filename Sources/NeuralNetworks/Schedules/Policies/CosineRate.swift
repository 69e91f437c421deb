internal import Foundation

/// m + (η - m) (1 + cos(π x / 100)) / 2, x the progress in percent, m the `minimum_rate`.
///
/// Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017, without restarts.
public struct CosineRate: SchedulePolicy {
  public static let name = "cosine"
  public static let formula = "minimum_rate + (lr - minimum_rate) * (1 + cos(pi * x / 100)) / 2, x in percent"
  public static let arguments: [ScheduleArgument] = [.notNegative("minimum_rate", 0)]

  private let minimum: Double

  public init(_ arguments: [String: ScheduleArgument.Value]) { minimum = arguments.number("minimum_rate") }

  public func rate(base: Double, at progress: TrainingProgress) -> Double {
    minimum + (base - minimum) * (1 + cos(.pi * progress.fraction)) / 2
  }

  public func objection(base: Double, epochs: Int) -> ScheduleObjection? {
    .minimum(minimum, above: base)
  }
}

extension ScheduleObjection {
  /// The objection to a least learning rate that is not below the greatest.
  static func minimum(_ minimum: Double, above base: Double) -> Self? {
    guard minimum >= base else { return nil }
    return Self(
      argument: "minimum_rate", what: "the least learning rate is not below the greatest",
      expected: "a number below the learning rate \(base)", got: "\(minimum)")
  }
}
