import CHourglass
import Files
import Hourglass

/// Passes events of a training to a function in C, which may end it.
final class Observer {
  /// The minimum time between two events of steps.
  private static let interval = Duration.milliseconds(50)

  private let function: hourglass_observer?
  private let context: UnsafeMutableRawPointer?
  private var last: ContinuousClock.Instant?
  /// Whether the function has asked to stop.
  private(set) var isStopping = false

  init(_ function: hourglass_observer?, _ context: UnsafeMutableRawPointer?) {
    (self.function, self.context) = (function, context)
  }

  func report(_ event: TrainingEvent) {
    guard let function, !isStopping else { return }
    if case .step = event {
      let now = ContinuousClock.now
      if let last, now - last < Self.interval { return }
      last = now
    }
    // Every event can be written as JSON: its numbers that are not finite end the training instead.
    guard let line = try? event.jsonLine() else { return }
    if line.withCString({ function(context, $0) }) != 0 { isStopping = true }
  }
}
