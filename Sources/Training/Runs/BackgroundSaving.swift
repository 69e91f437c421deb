import Dispatch
import Synchronization

/// Writes files on a thread of its own while training continues, one job after another.
///
/// Call ``finish()`` before copying what the next job writes, so that at most one copy exists.
final class BackgroundSaving: Sendable {
  private struct Outcome {
    var failure: (any Error)?
    var checkpoints: [String] = []
  }
  private let queue = DispatchQueue(label: "hourglass.saving")
  private let underWay = DispatchGroup()
  private let outcome = Mutex(Outcome())
  private let hasNews = Atomic<Bool>(false)

  /// Starts `job`, which returns the path of a checkpoint to be reported, if any.
  func start(_ job: @escaping @Sendable () throws -> String?) {
    queue.async(group: underWay) { [self] in
      do {
        guard let path = try job() else { return }
        outcome.withLock { $0.checkpoints.append(path) }
      } catch {
        outcome.withLock { $0.failure = error }
      }
      hasNews.store(true, ordering: .releasing)
    }
  }

  /// The checkpoints written since the last call.
  /// - Throws: the error of a job that failed since then.
  func newCheckpoints() throws -> [String] {
    guard hasNews.exchange(false, ordering: .acquiring) else { return [] }
    return try outcome.withLock { outcome in
      defer { outcome.checkpoints = [] }
      if let failure = outcome.failure { throw failure }
      return outcome.checkpoints
    }
  }

  /// Waits until all jobs are done.
  /// - Throws: the error of one that failed.
  func finish() throws {
    wait()
    try outcome.withLock { if let failure = $0.failure { throw failure } }
  }

  /// Waits until no job is under way.
  func wait() { underWay.wait() }
}
