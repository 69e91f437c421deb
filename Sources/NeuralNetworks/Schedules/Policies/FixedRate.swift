/// η.
public struct FixedRate: SchedulePolicy {
  public static let name = "fixed"
  public static let formula = "lr"
  public static let arguments: [ScheduleArgument] = []

  public init(_ arguments: [String: ScheduleArgument.Value]) {}

  public func rate(base: Double, at progress: TrainingProgress) -> Double { base }
}
