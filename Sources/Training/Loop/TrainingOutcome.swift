/// How training ended.
public enum TrainingOutcome: Hashable, Sendable {
  /// All epochs are done.
  case completed
  /// It was asked to stop after this many steps.
  case interrupted(step: Int)
  /// The loss or a parameter was not finite at this step, the `batch`-th of its epoch; all count from 1.
  case diverged(step: Int, epoch: Int, batch: Int, loss: Double)
}
