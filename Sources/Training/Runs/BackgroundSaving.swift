import Dispatch
import Synchronization

/// Saves on a thread of its own while training goes on, one thing after another.
///
/// Who waits for what was begun before, with ``finish()``, and then copies what is to be saved, has one copy at a time.
final class BackgroundSaving: Sendable {
  private struct Outcome {
    var failure: (any Error)?
    var checkpoints: [String] = []
  }
  private let queue = DispatchQueue(label: "hourglass.saving")
  private let underWay = DispatchGroup()
  private let outcome = Mutex(Outcome())
  private let hasNews = Atomic<Bool>(false)

  /// Begins `work`, whose result is the checkpoint that there is then to tell of, if any.
  func begin(_ work: @escaping @Sendable () throws -> String?) {
    queue.async(group: underWay) { [self] in
      do {
        guard let path = try work() else { return }
        outcome.withLock { $0.checkpoints.append(path) }
      } catch {
        outcome.withLock { $0.failure = error }
      }
      hasNews.store(true, ordering: .releasing)
    }
  }

  /// The checkpoints that were written since the last call.
  /// - Throws: what work threw since then.
  func news() throws -> [String] {
    guard hasNews.exchange(false, ordering: .acquiring) else { return [] }
    return try outcome.withLock { outcome in
      defer { outcome.checkpoints = [] }
      if let failure = outcome.failure { throw failure }
      return outcome.checkpoints
    }
  }

  /// Waits until all is saved.
  /// - Throws: what work threw.
  func finish() throws {
    wait()
    try outcome.withLock { if let failure = $0.failure { throw failure } }
  }

  /// Waits until nothing is being saved.
  func wait() { underWay.wait() }
}
