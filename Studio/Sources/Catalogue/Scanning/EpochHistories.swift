import Hourglass
import Synchronization

/// The epochs of the runs that were asked for last: of each run a line of its log is read once.
final class EpochHistories: Sendable {
  private static let maxRuns = 8
  private let runs = Mutex<[(path: String, history: EpochHistory)]>([])

  /// The epochs in the log of the run in `directory`, those of its checkpoints among them.
  ///
  /// Blocks.
  func history(_ directory: RunDirectory) -> EpochHistory {
    let path = directory.metrics
    var history = runs.withLock { runs in runs.first { $0.path == path }?.history ?? EpochHistory() }
    history.read(path, including: Set(directory.epochCheckpoints.compactMap(RunDirectory.epoch(ofCheckpoint:))))
    runs.withLock { [history] runs in
      runs.removeAll { $0.path == path }
      runs.append((path, history))
      if runs.count > Self.maxRuns { runs.removeFirst() }
    }
    return history
  }

  /// The number of epochs that are held of all runs.
  var heldCount: Int { runs.withLock { $0.reduce(0) { $0 + $1.history.heldCount } } }
}
