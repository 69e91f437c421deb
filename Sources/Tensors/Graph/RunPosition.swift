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
  /// The samples of the batch that this process computes; nil for all.
  public let share: BatchShare?

  /// Creates the position of training step `step`, from 0, of the run with this `seed`.
  ///
  /// - Parameters:
  ///   - seed: The seed of the run's draws.
  ///   - step: The training step.
  ///   - share: The samples of the batch that this process computes; nil for all.
  public init(seed: UInt64 = 0, step: Int = 0, share: BatchShare? = nil) {
    (self.seed, self.step, isEvaluation, images, self.share) = (seed, step, false, [], share)
  }

  private init(seed: UInt64, evaluating images: ArraySlice<Int32>, share: BatchShare?) {
    (self.seed, step, isEvaluation, self.images, self.share) = (seed, 0, true, images, share)
  }

  /// The position of an evaluation of `images`, the index of each sample's image in its data set.
  ///
  /// A sample's draws depend on `seed` and the index of its image alone, not on batches or epochs.
  ///
  /// - Parameters:
  ///   - seed: The seed of the run's draws.
  ///   - images: The images that this process evaluates.
  ///   - share: Their place in a batch of several processes; nil where they are all of it.
  public static func evaluation(
    seed: UInt64 = 0, of images: ArraySlice<Int32>, share: BatchShare? = nil
  ) -> RunPosition {
    RunPosition(seed: seed, evaluating: images, share: share)
  }

  /// The number of samples of the batch over all processes, of which this one computes `count`.
  package func batchCount(_ count: Int) -> Int { share?.total ?? count }

  /// The counter of the draws of a batch's sample `index`: the sample in training, its image in an evaluation.
  package func drawnSample(_ index: Int) -> UInt32 {
    isEvaluation
      ? UInt32(truncatingIfNeeded: images[images.startIndex + index]) : UInt32(index + (share?.first ?? 0))
  }

  /// The random numbers of one stream of a graph at this position.
  package func draws(ofStream stream: Int) -> Philox {
    Philox(seed: seed, purpose: isEvaluation ? .evaluating : .drawing, stream: stream, step: step)
  }
}
