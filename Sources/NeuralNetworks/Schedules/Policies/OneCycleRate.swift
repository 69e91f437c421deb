internal import Foundation
public import Settings

/// Up from η / `start_divisor` to η at `peak` percent of the run, then down to η / (`start_divisor` · `end_divisor`),
/// both along a half cosine.
///
/// Smith and Topin, "Super-convergence", 2018, as in PyTorch's `OneCycleLR` without momentum cycling.
public struct OneCycleRate: SchedulePolicy {
  public static let name = "onecycle"
  public static let summary = "half a cosine from lr / start_divisor up to lr, another down to that / end_divisor"
  public static let settings: [Setting<Self>] = [
    .number("peak", \.peak, in: .between(0, 100), unit: "percent of the run", help: "When the rate is highest."),
    .number("start_divisor", \.startDivisor, in: .from(1), help: "The highest rate over the first."),
    .number("end_divisor", \.endDivisor, in: .from(1), help: "The first rate over the last."), .warmup,
  ]

  var peak = 30.0
  var startDivisor = 25.0
  var endDivisor = 1e4
  public var warmupEpochs = 0.0

  public init() {}

  public func rate(base: Double, at progress: ScheduleProgress) -> Double {
    let last = Double(progress.totalSteps - 1)
    let top = peak / 100 * Double(progress.totalSteps) - 1
    let step = min(Double(progress.step), last)
    let (start, end) = (base / startDivisor, base / startDivisor / endDivisor)
    if step <= top, top > 0 { return Self.between(start, base, step / top) }
    // A run too short to rise only falls; a single step is at the peak.
    let begin = max(top, 0)
    return Self.between(base, end, last > begin ? (step - begin) / (last - begin) : 0)
  }

  private static func between(_ from: Double, _ to: Double, _ share: Double) -> Double {
    to + (from - to) / 2 * (1 + cos(.pi * share))
  }
}
