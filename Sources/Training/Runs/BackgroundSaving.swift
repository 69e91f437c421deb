import Dispatch
import Synchronization

/// Writes files on a thread of its own while training continues, one job after another.
///
/// Call ``finish()`` before copying what the next job writes, so that at most one copy exists.
final class BackgroundSaving: Sendable {
  /// What a job has written.
  struct Saved: Sendable {
    /// The path of a checkpoint to be reported, if any.
    var checkpoint: String?
    /// Bytes of checkpoints, and the seconds that they took; both 0 for a job without checkpoints.
    var bytes: Int
    var seconds: Double
  }
  private struct Outcome {
    var failure: (any Error)?
    var saves: [Saved] = []
  }
  private let queue = DispatchQueue(label: "hourglass.saving")
  private let underWay = DispatchGroup()
  private let outcome = Mutex(Outcome())
  private let hasNews = Atomic<Bool>(false)

  /// Starts `job`, which returns what it has written.
  func start(_ job: @escaping @Sendable () throws -> Saved) {
    queue.async(group: underWay) { [self] in
      do {
        let saved = try job()
        guard saved.bytes > 0 else { return }
        outcome.withLock { $0.saves.append(saved) }
      } catch {
        outcome.withLock { $0.failure = error }
      }
      hasNews.store(true, ordering: .releasing)
    }
  }

  /// What was saved since the last call, and the paths of its checkpoints.
  /// - Throws: the error of a job that failed since then.
  func news() throws -> (saves: [Saved], checkpoints: [String]) {
    guard hasNews.exchange(false, ordering: .acquiring) else { return ([], []) }
    return try outcome.withLock { outcome in
      defer { outcome.saves = [] }
      if let failure = outcome.failure { throw failure }
      return (outcome.saves, outcome.saves.compactMap(\.checkpoint))
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
