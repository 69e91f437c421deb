import Hourglass

/// The speed of the steps of a training, by its events.
final class StepMeter {
  private let seconds: Double
  /// The end of the first step, which compiles.
  private var begin: ContinuousClock.Instant?
  /// The end of the last step, where the next one follows at once.
  private var mark: ContinuousClock.Instant?
  private var largest = 0
  private var counted = (images: 0, seconds: 0.0)

  /// - Parameter seconds: How long to measure, from the end of the first step.
  init(seconds: Double) { self.seconds = seconds }

  /// Counts a step of a full batch that follows another; what comes between, such as validation, is left out.
  func note(_ event: TrainingEvent) {
    guard case .step(let report) = event else {
      mark = nil
      return
    }
    let now = ContinuousClock.now
    if begin == nil { begin = now }
    let isFull = report.images >= largest
    largest = max(largest, report.images)
    if let mark, isFull {
      counted.images += report.images
      counted.seconds += (now - mark) / .seconds(1)
    }
    // A smaller batch compiles a program of its own.
    mark = isFull ? now : nil
  }

  /// Whether the time is over.
  var isDone: Bool { begin.map { (ContinuousClock.now - $0) / .seconds(1) >= seconds } ?? false }

  /// Images a second; not a number where no step followed another.
  var imagesPerSecond: Double { counted.seconds > 0 ? Double(counted.images) / counted.seconds : .nan }
}
