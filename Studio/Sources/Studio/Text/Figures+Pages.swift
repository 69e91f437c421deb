import Hourglass

extension Figures {
  /// All digits, as scripts read them; empty for what is not finite.
  static func raw(_ value: Double) -> String { value.isFinite ? "\(value)" : "" }

  /// The time that is left, in whole seconds at least.
  static func left(_ seconds: Double) -> String { seconds > 0 ? duration(seconds.rounded(.up)) : "0 s" }

  /// A whole percentage, which is 100% only once all is done.
  static func percent(_ fraction: Double) -> String {
    fraction.isFinite ? "\(Int((fraction * 100).rounded(.down)))%" : nothing
  }
}
