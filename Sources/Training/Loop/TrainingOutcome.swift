/// How training ended.
public enum TrainingOutcome: Hashable, Sendable {
  /// All epochs are done.
  case completed
  /// It was asked to stop after this many steps, and saved.
  case interrupted(step: Int)
  /// The loss, or a parameter, was not a finite number at this step: the `batch`-th of its epoch, all from 1.
  ///
  /// Nothing was saved after the last good checkpoint.
  case diverged(step: Int, epoch: Int, batch: Int, loss: Double)
}
