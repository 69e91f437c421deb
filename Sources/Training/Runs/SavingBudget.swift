/// Limits the time that saving takes, where the settings leave open when a checkpoint is due.
///
/// A save is due once training took 20 times as long as a save does. The first second of saving is free, so that short
/// runs of small models save every epoch.
struct SavingBudget {
  /// The share of a run's time that saving may take.
  static let share = 0.05
  /// Seconds of saving that count for nothing.
  private static let freeSeconds = 1.0
  /// The speed of a disk until one save has been measured; slow, so that the first save is not too early.
  private static let assumedBytesPerSecond = 200e6
  /// The longest time without a save, as far as saving is not slower than that.
  static let maxSeconds = 600.0

  private let clock = ContinuousClock()
  private var lastSave = ContinuousClock().now
  private var spent = 0.0
  private var measured: (bytes: Int, seconds: Double)?

  /// Whether saving `bytes` is worth its time now.
  func isDue(bytes: Int) -> Bool {
    let cost = cost(bytes)
    return spent + cost <= Self.freeSeconds || elapsed >= cost / Self.share
  }

  /// Whether a save of `bytes` is due within an epoch, because too much would be lost without it.
  func isOverdue(bytes: Int) -> Bool { elapsed >= max(Self.maxSeconds, cost(bytes) / Self.share) }

  /// Notes a save that took `seconds`, and ends now.
  mutating func note(bytes: Int, seconds: Double) {
    spent += seconds
    measured = (bytes, seconds)
    lastSave = clock.now
  }

  private var elapsed: Double { (clock.now - lastSave).seconds }

  private func cost(_ bytes: Int) -> Double {
    guard let measured else { return Double(bytes) / Self.assumedBytesPerSecond }
    return measured.seconds * Double(bytes) / Double(max(measured.bytes, 1))
  }
}
