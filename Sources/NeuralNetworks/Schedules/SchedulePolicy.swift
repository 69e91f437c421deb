/// How the learning rate goes from the beginning of a run to its end.
public protocol SchedulePolicy: Sendable {
  /// The name in run files: `step`.
  static var name: String { get }
  /// The formula in one line, for lists of what there is.
  static var formula: String { get }
  /// The arguments in the order in which they are shown.
  static var arguments: [ScheduleArgument] { get }
  /// The policy with these arguments; there is a value for each, within its range.
  init(_ arguments: [String: ScheduleArgument.Value])
  /// The learning rate of the step at `progress`, where `base` is the optimiser's.
  func rate(base: Double, at progress: TrainingProgress) -> Double
  /// What a run of `epochs` would make senseless about the arguments, or nil.
  func objection(base: Double, epochs: Int) -> ScheduleObjection?
}

extension SchedulePolicy {
  public func objection(base: Double, epochs: Int) -> ScheduleObjection? { nil }
}

/// Why a schedule does not fit a run.
public struct ScheduleObjection: Hashable, Sendable {
  /// The argument concerned.
  public var argument: String
  public var what, expected, got: String
}
