import Clusters
import ImageData
import ImageFormats
import NeuralNetworks
import Tensors

extension Trainer {
  /// Images of an epoch, each as often as it comes: those of all passes over a chunk where there are chunks.
  var imagesPerEpoch: Int {
    settings.chunks.map { min($0.size, dataset.training.count) * $0.iterations } ?? dataset.training.count
  }

  /// Batches of an epoch.
  var batchesPerEpoch: Int { (imagesPerEpoch + settings.batchSize - 1) / settings.batchSize }

  /// Batches of a step: all, for an optimiser that works on all images at once.
  func batchesPerStep(_ state: TrainingState) -> Int {
    isFullBatch(state) ? batchesPerEpoch : settings.accumulation
  }

  /// Whether the optimiser works on all images at once.
  private func isFullBatch(_ state: TrainingState) -> Bool {
    if case .fullBatch = state.rules.first { true } else { false }
  }

  /// Steps of an epoch.
  func stepsPerEpoch(_ state: TrainingState) -> Int {
    (batchesPerEpoch + batchesPerStep(state) - 1) / batchesPerStep(state)
  }

  /// The epoch of `state`, from the batch where it stands.
  func startEpoch(_ state: TrainingState) -> Epoch {
    let batches = batches(state)
    let batchesPerStep = batchesPerStep(state)
    // Where a step has one batch, the next one is held too.
    let feed = dataset.trainingFeed(
      batches.shared(by: executor.communicator)[state.batch...], epoch: state.epoch, seed: settings.seed,
      holding: max(batchesPerStep, 2))
    return Epoch(
      feed, batchCount: batches.count, batchesPerStep: batchesPerStep,
      stepsBefore: state.epochOfStage * stepsPerEpoch(state),
      validation: StepInterval(epochs: settings.validationInterval, stepsPerEpoch: stepsPerEpoch(state)),
      executor.communicator)
  }

  /// The batches of the epoch of `state`, in the order that the settings ask for.
  private func batches(_ state: TrainingState) -> Batches {
    if let chunks = settings.chunks {
      return Batches(
        dataset.training, chunks: chunks, batchSize: settings.batchSize, seed: settings.seed, epoch: state.epoch)
    }
    // Where a step is over all images, shuffling would only change the order of a sum: a resumed run must repeat it.
    guard settings.isShuffled, !isFullBatch(state) else {
      return Batches(inOrder: dataset.training, batchSize: settings.batchSize)
    }
    return Batches(
      shuffling: dataset.training, batchSize: settings.batchSize, seed: settings.seed, epoch: state.epoch)
  }

  /// Validates at the end of `epoch` where that is due, and moves `state` to the start of the next epoch.
  func end(
    _ epoch: Epoch, _ stage: PreparedStage, _ state: inout TrainingState, _ pace: inout Pace
  ) throws -> EpochReport {
    stopwatch?.note(.waiting, epoch.waited)
    guard state.lossCount > 0 else { throw DatasetError.noneReadable(dataset.name) }
    let seconds = epoch.elapsed.seconds
    pace.seconds += seconds
    let begin = ContinuousClock.now
    let learningRate = lastLearningRate(state)
    let isLast = state.epochOfStage + 1 >= settings.epochs
    let validation = isLast || epoch.isValidationDueAtEnd ? try validate(stage, &state) : nil
    let report = EpochReport(
      epoch: state.epoch + 1, step: state.step, trainingLoss: state.meanLoss, recentLoss: state.recentMeanLoss,
      learningRate: learningRate,
      validation: validation?.evaluation, isBest: validation?.isBest ?? false, seconds: seconds,
      validationSeconds: (ContinuousClock.now - begin).seconds, waitingSeconds: epoch.waited.seconds,
      imagesPerSecond: pace.imagesPerSecond, gradientNorm: stage.lastGradientNorm,
      processes: processes(seconds: seconds, &pace))
    state.startNextEpoch()
    return report
  }

  /// What each process did in the epoch that ends, with the unreadable images of all noted; nil for one process.
  private func processes(seconds: Double, _ pace: inout Pace) -> [ProcessReport]? {
    let communicator = executor.communicator
    guard communicator.size > 1 else { return nil }
    let times = communicator.times - pace.times
    let own = ProcessReport(
      host: communicator.host, imagesPerSecond: Double(pace.ownImages) / max(seconds, 1e-9),
      waitingSeconds: times.waiting, exchangeSeconds: times.packing + times.transferring)
    (pace.times, pace.ownImages) = (communicator.times, 0)
    let bad = dataset.badImages.map { [$0.title, $0.reason] }
    for image in communicator.gather(bad).joined() {
      dataset.training.badImages.note(BadImage(title: image[0], reason: image[1]))
    }
    return communicator.gather(own)
  }
}
