package import Randomness

/// Where in a run a program is run: at a step of training, or at a batch of an evaluation.
///
/// Random draws and numbers that change over a run are functions of it, so that nothing else need be saved to repeat or
/// resume a step.
public struct RunPosition: Hashable, Sendable {
  /// The seed of the run's draws.
  public let seed: UInt64
  /// The step of training, or the batch of the evaluation, from 0.
  public let step: Int
  /// Whether this is a batch of an evaluation: its draws are none of any step's, and every ramp has ended.
  public let isEvaluation: Bool

  /// A step of training.
  public init(seed: UInt64 = 0, step: Int = 0) { (self.seed, self.step, isEvaluation) = (seed, step, false) }

  private init(evaluation batch: Int) { (seed, step, isEvaluation) = (0, batch, true) }

  /// The `batch`-th batch of an evaluation, whose draws are the same for every run.
  public static func evaluation(batch: Int) -> RunPosition { RunPosition(evaluation: batch) }

  /// The random numbers of one stream of a graph here.
  package func draws(ofStream stream: Int) -> Philox {
    Philox(seed: seed, purpose: isEvaluation ? .evaluating : .drawing, stream: stream, step: step)
  }
}
