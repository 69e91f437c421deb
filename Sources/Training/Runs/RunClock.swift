import Foundation

/// The time since a run's first start.
struct RunClock {
  private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
  private let start: Date

  /// Reads the first start from the first epoch of `log`; where there is none yet, it is now.
  init(_ log: MetricsLog) {
    guard let first = try? log.epochs().first, let seconds = first.wallSeconds,
      let date = first.date.flatMap({ try? Date($0, strategy: Self.style) })
    else {
      start = Date()
      return
    }
    start = date.addingTimeInterval(-seconds)
  }

  /// `event`, of an epoch with the time of its end and the memory of this process.
  func timed(_ event: TrainingEvent) -> TrainingEvent {
    guard case .epoch(var epoch) = event else { return event }
    let now = Date()
    (epoch.wallSeconds, epoch.date) = (now.timeIntervalSince(start), now.formatted(Self.style))
    epoch.residentBytes = ResidentMemory.bytes
    return .epoch(epoch)
  }
}
