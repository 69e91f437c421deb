import Clusters
import ImageData

/// An epoch under way: its batches, grouped by the steps that take them.
struct Epoch {
  /// Batches of the whole epoch.
  let batchCount: Int
  private let feed: ImageFeed
  private let batchesPerStep: Int
  /// Steps of the stage before this epoch.
  private let stepsBefore: Int
  private let validation: StepInterval
  private let communicator: any Communicator
  private let start = ContinuousClock.now

  init(
    _ feed: ImageFeed, batchCount: Int, batchesPerStep: Int, stepsBefore: Int, validation: StepInterval,
    _ communicator: any Communicator
  ) {
    self.feed = feed
    self.communicator = communicator
    self.batchCount = batchCount
    self.batchesPerStep = batchesPerStep
    self.stepsBefore = stepsBefore
    self.validation = validation
  }

  /// Time since this start of the epoch.
  var elapsed: Duration { ContinuousClock.now - start }
  /// Time that steps have waited for images.
  var waited: Duration { feed.waited }
  /// Whether a validation is due at the epoch's end.
  var isValidationDueAtEnd: Bool { validation.ends(at: stepsBefore + step(after: batchCount)) }

  /// The next step's batches, `batch` of the epoch's being done; nil at the end.
  ///
  /// Batches that make a step without a readable image are skipped, and counted in `batch`.
  ///
  /// - Parameters:
  ///   - batch: The batches of the epoch that are done.
  ///   - isStopRequested: Whether this process asks to stop; all processes then learn it with the batches.
  func takeBatches(after batch: inout Int, isStopRequested: Bool) throws -> StepBatches? {
    while batch < batchCount {
      let count = min(batchesPerStep, batchCount - batch)
      let batches = StepBatches(
        try (0..<count).compactMap { _ in try feed.take() }, isStopRequested: isStopRequested, communicator)
      if batches.imageCount > 0 { return batches }
      batch += count
    }
    return nil
  }

  /// The next step's only batch, where it is in memory already.
  var upcoming: ImageBatch? {
    guard batchesPerStep == 1, let batch = feed.peek(), batch.count > 0 else { return nil }
    return batch
  }

  /// Whether a validation is due within the epoch after `batch` of its batches.
  func isValidationDue(after batch: Int) -> Bool {
    batch < batchCount && validation.ends(at: stepsBefore + step(after: batch))
  }

  /// The report of the step that has led to `state`.
  func report(_ state: TrainingState, images: Int, loss: Double) -> StepReport {
    StepReport(
      step: state.step, epoch: state.epoch + 1, stepOfEpoch: step(after: state.batch), images: images, loss: loss)
  }

  /// The step of the epoch, from 1, that ends after `batch` batches.
  private func step(after batch: Int) -> Int { (batch + batchesPerStep - 1) / batchesPerStep }
}
