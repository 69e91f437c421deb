package import Randomness

/// The position of a program's run: a training step, or the images of an evaluation.
///
/// Random draws and ramps are functions of it, so that no other state is needed to repeat or resume a step.
public struct RunPosition: Hashable, Sendable {
  /// The seed of the run's draws.
  public let seed: UInt64
  /// The training step, from 0; 0 in an evaluation.
  public let step: Int
  /// Whether this is a batch of an evaluation, with its own draws and every ramp at its end.
  public let isEvaluation: Bool
  /// In an evaluation, the index of each sample's image in its data set.
  private let images: ArraySlice<Int32>

  /// Creates the position of training step `step`, from 0, of the run with this `seed`.
  public init(seed: UInt64 = 0, step: Int = 0) {
    (self.seed, self.step, isEvaluation, images) = (seed, step, false, [])
  }

  private init(seed: UInt64, evaluating images: ArraySlice<Int32>) {
    (self.seed, step, isEvaluation, self.images) = (seed, 0, true, images)
  }

  /// The position of an evaluation of `images`, the index of each sample's image in its data set.
  ///
  /// A sample's draws depend on `seed` and the index of its image alone, not on batches or epochs.
  public static func evaluation(seed: UInt64 = 0, of images: ArraySlice<Int32>) -> RunPosition {
    RunPosition(seed: seed, evaluating: images)
  }

  /// The counter of the draws of a batch's sample `index`: the sample in training, its image in an evaluation.
  package func drawnSample(_ index: Int) -> UInt32 {
    isEvaluation ? UInt32(truncatingIfNeeded: images[images.startIndex + index]) : UInt32(index)
  }

  /// The random numbers of one stream of a graph at this position.
  package func draws(ofStream stream: Int) -> Philox {
    Philox(seed: seed, purpose: isEvaluation ? .evaluating : .drawing, stream: stream, step: step)
  }
}
