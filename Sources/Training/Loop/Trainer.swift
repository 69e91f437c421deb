public import Autoencoders
import Clusters
public import ImageData
import NeuralNetworks
public import Tensors

/// The training loop: stages, epochs, steps and validations, each reported as an event.
public struct Trainer {
  let model: TracedModel
  let dataset: Dataset
  let settings: TrainingSettings
  let executor: any TensorExecutor
  let bounds: GradientBounds
  let stopwatch: (any TrainingStopwatch)?

  /// Prepares the training of `model` on `dataset`.
  ///
  /// - Parameters:
  ///   - model: The model, traced for the shape of the images.
  ///   - dataset: The images that are trained on, and those that validate.
  ///   - settings: Batch size, epochs, penalties, intervals.
  ///   - executor: Runs the steps. It must be profiling where there is a stopwatch.
  ///   - stopwatch: Receives where the time goes; nil for no profile.
  /// - Throws: `SettingError` for a bound of gradients that is out of range.
  public init(
    _ model: TracedModel, _ dataset: Dataset, _ settings: TrainingSettings, executor: any TensorExecutor,
    stopwatch: (any TrainingStopwatch)? = nil
  ) throws {
    self.model = model
    self.dataset = dataset
    self.settings = settings
    self.executor = executor
    self.stopwatch = stopwatch
    bounds = try GradientBounds(checkedValue: settings.clamp, norm: settings.clipNorm)
  }

  /// Trains from `state` to the last epoch of the last stage.
  ///
  /// - Parameters:
  ///   - state: Where training starts, and afterwards where it ended.
  ///   - shouldStop: Asked after each step; true ends the training.
  ///   - onEvent: Receives each event with the state after it, from which a later call can continue.
  /// - Throws: what `onEvent` throws; ``RunError`` for images that the model cannot take; why an image cannot be read,
  ///   where such images are not skipped.
  public func train(
    _ state: inout TrainingState, shouldStop: () -> Bool = { false },
    onEvent: (TrainingEvent, TrainingState) throws -> Void
  ) throws -> TrainingOutcome {
    try model.check(dataset.training, place: "\(dataset.name), training images")
    try model.check(dataset.validation, place: "\(dataset.name), validation images")
    let begin = ContinuousClock.now
    defer { stopwatch?.note(.all, ContinuousClock.now - begin) }
    func report(_ event: TrainingEvent, _ state: TrainingState) throws {
      let begin = ContinuousClock.now
      // Rank 0 may wait for a slow file system; steps it reports without the others.
      if case .step = event {
        try onEvent(event, state)
      } else {
        try executor.communicator.atOwnPace { try onEvent(event, state) }
      }
      stopwatch?.note(.reporting, ContinuousClock.now - begin)
    }
    try report(.started(start(state)), state)
    guard !model.stages.isEmpty else {
      if let epoch = try measure(&state) { try report(.epoch(epoch), state) }
      return .completed
    }
    var pace = Pace()
    while enterStage(&state) {
      let stage = try executor.communicator.atOwnPace { try prepareStage(state) }
      while !isStageDone(state) {
        let epoch = startEpoch(state)
        let isShared = executor.communicator.size > 1
        while let batches = try epoch.takeBatches(after: &state.batch, isStopRequested: isShared && shouldStop()) {
          if batches.isStopRequested { return .interrupted(step: state.step) }
          let loss = step(stage, batches, next: epoch.upcoming, &state)
          stopwatch?.noteStep(images: batches.imageCount)
          guard loss.isFinite else { return divergence(epoch, state, loss: loss) }
          pace.images += batches.imageCount
          pace.ownImages += batches.batches.reduce(0) { $0 + $1.count }
          if epoch.isValidationDue(after: state.batch) {
            let validation = try validate(stage, &state)
            guard isFinite(state, validation.comparedLoss) else {
              return divergence(epoch, state, loss: validation.comparedLoss)
            }
            try report(.validation(validation), state)
          }
          try report(.step(epoch.report(state, images: batches.imageCount, loss: loss)), state)
          if !isShared, state.batch < epoch.batchCount, shouldStop() { return .interrupted(step: state.step) }
        }
        let ended = try end(epoch, stage, &state, &pace)
        guard isFinite(state, ended.comparedLoss) else { return divergence(epoch, state, loss: ended.comparedLoss) }
        try report(.epoch(ended), state)
        if executor.communicator.agree(shouldStop()), !isDone(state) { return .interrupted(step: state.step) }
      }
    }
    return .completed
  }
}
