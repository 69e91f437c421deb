public import Settings

/// η.
public struct FixedRate: SchedulePolicy {
  public static let name = "fixed"
  public static let summary = "lr"
  public static let settings: [Setting<Self>] = [.warmup]

  public var warmupEpochs = 0.0

  public init() {}

  public func rate(base: Double, at progress: ScheduleProgress) -> Double { base }
}
