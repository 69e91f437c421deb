internal import Foundation

/// η / (1 + exp(γ (x - step))), x the progress and `step` the middle of the fall, in percent.
///
/// The rate falls, as it does in DIGITS, although the comment there writes Caffe's formula, 1 / (1 + exp(-γ (x - step))),
/// which rises unless γ is negative.
public struct SigmoidRate: SchedulePolicy {
  public static let name = "sigmoid"
  public static let formula = "lr / (1 + exp(gamma * (x - step))), x in percent"
  public static let arguments: [ScheduleArgument] = [.percent("step", 50), .positive("gamma", 0.1)]

  private let step, gamma: Double

  public init(_ arguments: [String: ScheduleArgument.Value]) {
    (step, gamma) = (arguments.number("step"), arguments.number("gamma"))
  }

  public func rate(base: Double, at progress: TrainingProgress) -> Double {
    let middle = 100 * Double(progress.step(atPercent: step)) / Double(progress.totalSteps)
    return base / (1 + exp(gamma * (progress.percent - middle)))
  }
}
