package import Randomness

/// The position of a program's run: a training step, or a batch of an evaluation.
///
/// Random draws and ramps are functions of it, so that no other state is needed to repeat or resume a step.
public struct RunPosition: Hashable, Sendable {
  /// The seed of the run's draws.
  public let seed: UInt64
  /// The training step, or the batch of the evaluation, from 0.
  public let step: Int
  /// Whether this is a batch of an evaluation, with its own draws and every ramp at its end.
  public let isEvaluation: Bool

  /// Creates the position of training step `step`, from 0, of the run with this `seed`.
  public init(seed: UInt64 = 0, step: Int = 0) { (self.seed, self.step, isEvaluation) = (seed, step, false) }

  private init(evaluation batch: Int) { (seed, step, isEvaluation) = (0, batch, true) }

  /// The position of batch `batch` of an evaluation; its draws are the same for every run.
  public static func evaluation(batch: Int) -> RunPosition { RunPosition(evaluation: batch) }

  /// The random numbers of one stream of a graph at this position.
  package func draws(ofStream stream: Int) -> Philox {
    Philox(seed: seed, purpose: isEvaluation ? .evaluating : .drawing, stream: stream, step: step)
  }
}
