import Dispatch
import Files
import Foundation
import Synchronization

/// `events.jsonl`: the events of one start of a training, each a line as it happens, for other processes to read.
///
/// - Events of steps are written at most twice a second, and at the end of each epoch; all others always.
/// - Lines are encoded and written on a queue.
/// - A line that cannot be written does not end the training: the first failure becomes a warning.
final class EventLog: Sendable {
  /// The minimum time between two events of steps within an epoch.
  private static let stepInterval = Duration.milliseconds(500)

  private let begin = ContinuousClock.now
  private let queue = DispatchQueue(label: "hourglass.events", qos: .utility)
  private let output = Mutex(Output())
  private let pace = Mutex(StepPace())
  private let hasFailed = Atomic<Bool>(false)

  private struct Output: ~Copyable {
    var file: LineFile?
    /// The first failure, until it is reported.
    var failure: String?
    var hasReported = false

    mutating func write(_ line: LoggedTrainingEvent) throws {
      guard file != nil else { return }
      try file?.append(line.jsonLine())
    }
  }

  private struct StepPace {
    var last: ContinuousClock.Instant?
    var stepsPerEpoch = 0
  }

  /// Starts the file at `path` again.
  init(path: String) {
    attempt { $0.file = try LineFile(path) }
  }

  /// Passes `event` on to `report` and writes it, if it is due.
  func record(_ event: TrainingEvent, passingTo report: (TrainingEvent) -> Void) {
    report(event)
    let now = ContinuousClock.now
    guard isDue(event, now) else { return }
    let line = LoggedTrainingEvent(
      event, elapsed: Self.rounded((now - begin).seconds), time: Self.rounded(Date().timeIntervalSince1970))
    queue.async { [self] in attempt { try $0.write(line) } }
    reportFailure(to: report)
  }

  /// Waits until all events are written.
  func finish(passingTo report: (TrainingEvent) -> Void) {
    queue.sync {}
    reportFailure(to: report)
  }

  private func isDue(_ event: TrainingEvent, _ now: ContinuousClock.Instant) -> Bool {
    switch event {
    case .started(let start):
      pace.withLock { $0.stepsPerEpoch = start.stepsPerEpoch }
      return true
    case .step(let report):
      return pace.withLock { pace in
        let isDue =
          report.stepOfEpoch >= pace.stepsPerEpoch || pace.last.map { now - $0 >= Self.stepInterval } ?? true
        if isDue { pace.last = now }
        return isDue
      }
    default: return true
    }
  }

  private func attempt(_ body: (inout Output) throws -> Void) {
    output.withLock { output in
      do {
        try body(&output)
      } catch {
        guard !output.hasReported else { return }
        (output.failure, output.hasReported) = ("\(error)", true)
        hasFailed.store(true, ordering: .releasing)
      }
    }
  }

  private func reportFailure(to report: (TrainingEvent) -> Void) {
    guard hasFailed.exchange(false, ordering: .acquiring) else { return }
    guard let failure = output.withLock({ $0.failure.take() }) else { return }
    report(.warning(TrainingWarning(message: "events of the training are not written: \(failure)")))
  }

  /// `seconds` in whole microseconds.
  private static func rounded(_ seconds: Double) -> Double { (seconds * 1e6).rounded() / 1e6 }
}
