public import Autoencoders
public import ImageData
import ImageFormats
import NeuralNetworks
public import Tensors

/// The training loop.
public struct Trainer {
  let settings: TrainingSettings
  let dataset: Dataset
  let executor: any Executor
  let model: TracedModel
  let bounds: GradientBounds
  let capacity: Int
  let stopwatch: (any TrainingStopwatch)?

  /// `stopwatch` notes where the time goes; its executor must be profiling.
  /// - Throws: `SettingError` for a bound of gradients that is out of range.
  public init(
    _ model: TracedModel, _ dataset: Dataset, _ settings: TrainingSettings, executor: any Executor,
    stopwatch: (any TrainingStopwatch)? = nil
  ) throws {
    self.stopwatch = stopwatch
    self.model = model
    self.dataset = dataset
    self.settings = settings
    self.executor = executor
    capacity = min(settings.batchSize, settings.chunks?.size ?? .max, dataset.training.count)
    bounds = try GradientBounds(checkedValue: settings.clamp, norm: settings.clipNorm)
  }

  /// Trains from `state` to the last epoch of the last stage.
  ///
  /// `onEvent` is told what happens and saves what it wants to keep; `shouldStop` is asked after each step.
  /// - Throws: what `onEvent` throws; why an image cannot be read, where that is not to be passed over.
  public func train(
    _ state: inout TrainingState, shouldStop: () -> Bool = { false },
    onEvent: (TrainingEvent, borrowing TrainingState) throws -> Void
  ) throws -> TrainingOutcome {
    let begin = ContinuousClock.now
    defer { stopwatch?.note(.all, ContinuousClock.now - begin) }
    func tell(_ event: TrainingEvent, _ state: borrowing TrainingState) throws {
      let begin = ContinuousClock.now
      try onEvent(event, state)
      stopwatch?.note(.reporting, ContinuousClock.now - begin)
    }
    try tell(.began(start(state)), state)
    guard !model.stages.isEmpty else { return try measureOnly(&state, tell) }
    var pace = Pace()
    while true {
      if isDone(state) {
        guard state.stage + 1 < model.stages.count else { return .completed }
        state.begin(state.stage + 1, of: model)
      }
      let stage = try PreparedStage(
        model.stages[state.stage], model, settings, bounds: bounds, capacity: capacity, executor: executor)
      for (index, objective) in stage.objectives.enumerated() {
        stopwatch?.add(objective.program, title: title(of: index, state))
      }
      while !isDone(state) {
        if let end = try trainEpoch(stage, &state, &pace, shouldStop, tell) { return end }
      }
    }
  }

  /// Whether the stage that `state` has begun is at its end.
  private func isDone(_ state: TrainingState) -> Bool {
    state.batch == 0
      && (state.epochOfStage >= settings.epochs
        || settings.patience.map { state.validationsWithoutImprovement >= $0 } ?? false)
  }

  /// What a stopwatch calls objective `index` of the stage that `state` has begun, where there are several.
  private func title(of index: Int, _ state: borrowing TrainingState) -> String? {
    let hasStages = model.stages.count > 1
    let hasObjectives = model.stages[state.stage].objectives.count > 1
    guard hasStages || hasObjectives else { return nil }
    return [hasStages ? "stage \(state.stage + 1)" : nil, hasObjectives ? "objective \(index + 1)" : nil]
      .compactMap(\.self).joined(separator: ", ")
  }

  /// The images of the epoch that `state` has begun.
  private func batches(_ state: borrowing TrainingState) -> Batches {
    if let chunks = settings.chunks {
      return Batches(
        dataset.training, chunks: chunks, batchSize: settings.batchSize, seed: settings.seed, epoch: state.epoch)
    }
    guard settings.isShuffled else { return Batches(inOrder: dataset.training, batchSize: settings.batchSize) }
    return Batches(
      shuffling: dataset.training, batchSize: settings.batchSize, seed: settings.seed, epoch: state.epoch)
  }

  /// Goes on with an epoch to its end; returns how training ended where it did.
  private func trainEpoch(
    _ stage: PreparedStage, _ state: inout TrainingState, _ pace: inout Pace, _ shouldStop: () -> Bool,
    _ onEvent: (TrainingEvent, borrowing TrainingState) throws -> Void
  ) throws -> TrainingOutcome? {
    let clock = ContinuousClock()
    let batches = batches(state)
    let stepsPerEpoch = stepsPerEpoch(state)
    let steps = Intervals(steps: stepsPerEpoch, settings)
    let begin = clock.now
    let feed = dataset.trainingFeed(
      batches[state.batch...], epoch: state.epoch, seed: settings.seed, holding: batchesPerStep(state))
    while state.batch < batches.count {
      let taken = min(batchesPerStep(state), batches.count - state.batch)
      let group = try (0..<taken).compactMap { _ in try feed.take() }
      let images = group.reduce(0) { $0 + $1.count }
      guard images > 0 else {
        // None of the step's images can be read.
        state.batch += taken
        continue
      }
      let loss = step(stage, group, &state)
      stopwatch?.noteStep(images: images)
      guard loss.isFinite else {
        return .diverged(step: state.step, epoch: state.epoch + 1, batch: state.batch, loss: loss)
      }
      pace.images += images
      let stepOfEpoch = (state.batch + batchesPerStep(state) - 1) / batchesPerStep(state)
      try onEvent(
        .step(
          StepReport(step: state.step, epoch: state.epoch + 1, stepOfEpoch: stepOfEpoch, images: images, loss: loss)),
        state)
      guard state.batch < batches.count else { break }
      let stepOfStage = state.epochOfStage * stepsPerEpoch + stepOfEpoch
      if steps.isValidationDue(after: stepOfStage) {
        let report = try validate(stage, &state, epoch: state.epoch + 1)
        if let evaluation = report.evaluation, !evaluation.loss.isFinite || !state.parameters.isFinite {
          return .diverged(step: state.step, epoch: state.epoch + 1, batch: state.batch, loss: evaluation.loss)
        }
        try onEvent(.validation(report), state)
      }
      if steps.isSnapshotDue(after: stepOfStage) { try onEvent(.snapshotDue, state) }
      if shouldStop() { return .interrupted(step: state.step) }
    }
    stopwatch?.note(.waiting, feed.waited)
    guard state.lossCount > 0 else { throw DatasetError.noneReadable(dataset.name) }
    let seconds = (clock.now - begin).seconds
    pace.seconds += seconds
    let isLast = state.epochOfStage + 1 >= settings.epochs
    let done = (state.epochOfStage + 1) * stepsPerEpoch
    let report = try endEpoch(
      stage, &state, validates: isLast || steps.isValidationDue(after: done),
      saves: isLast || steps.isSnapshotDue(after: done), seconds: seconds, waitingSeconds: feed.waited.seconds,
      imagesPerSecond: pace.imagesPerSecond)
    // The last update may have spoilt what no training step has seen yet: that must not be saved.
    let compared = report.validation?.loss ?? report.trainingLoss
    guard compared.isFinite, state.parameters.isFinite else {
      return .diverged(step: report.step, epoch: report.epoch, batch: batches.count, loss: compared)
    }
    try onEvent(.epoch(report), state)
    let ends = isDone(state) && state.stage + 1 == model.stages.count
    return shouldStop() && !ends ? .interrupted(step: state.step) : nil
  }

  var batchesPerEpoch: Int {
    let images = settings.chunks.map { min($0.size, dataset.training.count) * $0.iterations } ?? dataset.training.count
    return (images + settings.batchSize - 1) / settings.batchSize
  }

  /// Batches whose gradients make up a step: all, for an optimiser that works on all data.
  func batchesPerStep(_ state: borrowing TrainingState) -> Int {
    if case .fullBatch = state.rules.first { return batchesPerEpoch }
    return settings.accumulation
  }

  func stepsPerEpoch(_ state: borrowing TrainingState) -> Int {
    (batchesPerEpoch + batchesPerStep(state) - 1) / batchesPerStep(state)
  }

  private func start(_ state: borrowing TrainingState) -> RunStart {
    RunStart(
      parameters: model.parameterCount, trainingImages: dataset.training.count,
      validationImages: dataset.validation.count, stepsPerEpoch: stepsPerEpoch(state),
      epochs: model.stages.isEmpty ? 1 : settings.epochs * model.stages.count, step: state.step,
      lossName: model.lossName)
  }

  /// The epoch of a model that is computed from the data at once: it is measured.
  private func measureOnly(
    _ state: inout TrainingState, _ onEvent: (TrainingEvent, borrowing TrainingState) throws -> Void
  ) throws -> TrainingOutcome {
    guard state.epoch == 0 else { return .completed }
    let evaluator = try Evaluator(model, scaling: settings.scaling, executor: executor)
    let evaluation = try evaluator.evaluate(dataset.training, parameters: state.parameters)
    let validation = try evaluator.evaluate(dataset.validation, parameters: state.parameters)
    state.epoch = 1
    state.bestEpoch = 1
    state.bestLoss = validation?.loss ?? evaluation?.loss
    try onEvent(
      .epoch(
        EpochReport(
          epoch: 1, step: 0, trainingLoss: evaluation?.loss ?? 0, recentLoss: evaluation?.loss ?? 0,
          validation: validation, isBest: true, isSaved: true,
          seconds: 0, validationSeconds: 0, imagesPerSecond: 0)), state)
    return .completed
  }

  /// Validates within an epoch.
  private func validate(
    _ stage: PreparedStage, _ state: inout TrainingState, epoch: Int
  ) throws -> ValidationReport {
    let begin = ContinuousClock.now
    let evaluation = try stage.evaluator.evaluate(dataset.validation, parameters: state.evaluatedParameters)
    stopwatch?.note(.validation, ContinuousClock.now - begin)
    let trainingLoss = state.lossSum / Double(max(state.lossCount, 1))
    let compared = evaluation?.loss ?? trainingLoss
    let isBest = note(compared, epoch: epoch, &state)
    settings.schedule.observe(compared, &state.plateau)
    return ValidationReport(
      epoch: epoch, step: state.step, trainingLoss: trainingLoss, evaluation: evaluation, isBest: isBest)
  }

  /// Notes a loss that decides which parameters are the best; whether it is.
  private func note(_ loss: Double, epoch: Int, _ state: inout TrainingState) -> Bool {
    let isBest = loss.isFinite && state.bestLoss.map { loss < $0 } ?? true
    state.validationsWithoutImprovement = isBest ? 0 : state.validationsWithoutImprovement + 1
    if isBest { (state.bestLoss, state.bestEpoch) = (loss, epoch) }
    return isBest
  }

  /// Validates where that is due, and moves `state` to the beginning of the next epoch.
  private func endEpoch(
    _ stage: PreparedStage, _ state: inout TrainingState, validates: Bool, saves: Bool, seconds: Double,
    waitingSeconds: Double, imagesPerSecond: Double
  ) throws -> EpochReport {
    let clock = ContinuousClock()
    let begin = clock.now
    let trainingLoss = state.lossSum / Double(max(state.lossCount, 1))
    let recentLoss = state.recentLossSum / Double(max(state.recentLossCount, 1))
    let report = validates ? try validate(stage, &state, epoch: state.epoch + 1) : nil
    state.epoch += 1
    state.epochOfStage += 1
    state.batch = 0
    state.lossSum = 0
    state.lossCount = 0
    state.recentLossSum = 0
    state.recentLossCount = 0
    return EpochReport(
      epoch: state.epoch, step: state.step, trainingLoss: trainingLoss, recentLoss: recentLoss,
      validation: report?.evaluation,
      isBest: report?.isBest ?? false, isSaved: saves, seconds: seconds,
      validationSeconds: (clock.now - begin).seconds, waitingSeconds: waitingSeconds, imagesPerSecond: imagesPerSecond)
  }
}

/// How fast this start of a run has been.
private struct Pace {
  var images = 0
  var seconds = 0.0
  var imagesPerSecond: Double { Double(images) / max(seconds, 1e-9) }
}

extension FlatVector {
  /// Whether none of the numbers is infinite or a NaN.
  fileprivate var isFinite: Bool { withUnsafeBuffer { $0.allSatisfy(\.isFinite) } }
}

extension Duration {
  /// As a number of seconds.
  package var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
