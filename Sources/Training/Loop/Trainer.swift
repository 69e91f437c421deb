public import ImageData
import NeuralNetworks
public import Tensors

/// The training loop.
public struct Trainer {
  /// What a run is made of.
  public struct Settings: Sendable {
    public var batchSize: Int
    public var epochs: Int
    public var l2Penalty: Double
    public var seed: UInt64
    public var scaling: PixelScaling

    public init(batchSize: Int, epochs: Int, l2Penalty: Double = 0, seed: UInt64 = 0, scaling: PixelScaling) {
      (self.batchSize, self.epochs, self.l2Penalty) = (batchSize, epochs, l2Penalty)
      (self.seed, self.scaling) = (seed, scaling)
    }
  }

  private let settings: Settings
  private let dataset: Dataset
  private let executor: CPUExecutor
  private let model: TracedModel
  private let program: any PreparedProgram
  private let evaluator: Evaluator
  private let gradients: FlatVector

  public init(_ model: TracedModel, _ dataset: Dataset, _ settings: Settings, executor: CPUExecutor) throws {
    self.model = model
    self.dataset = dataset
    self.settings = settings
    self.executor = executor
    let capacity = min(settings.batchSize, dataset.training.count)
    program = executor.prepare(
      try model.training(l2Penalty: Float(settings.l2Penalty)), capacity: capacity)
    evaluator = try Evaluator(model, scaling: settings.scaling, executor: executor)
    gradients = FlatVector(count: model.parameters.vectorCount)
  }

  /// Trains from `state` to the last epoch.
  ///
  /// `onEvent` is told what happens and saves what it wants to keep; `shouldStop` is asked after each step.
  public func train<Failure: Error>(
    _ state: inout TrainingState, shouldStop: () -> Bool = { false },
    onEvent: (TrainingEvent, borrowing TrainingState) throws(Failure) -> Void
  ) throws(Failure) -> TrainingOutcome {
    let clock = ContinuousClock()
    try onEvent(.began(start(state)), state)
    var imagesOfStart = 0
    var secondsOfStart = 0.0
    while state.epoch < settings.epochs {
      let batches = Batches(
        shuffling: dataset.training, batchSize: settings.batchSize, seed: settings.seed, epoch: state.epoch)
      let begin = clock.now
      for batch in batches.dropFirst(state.batch) {
        program.run(
          dataset.training.images, batch, scaling: settings.scaling, parameters: state.parameters,
          gradients: gradients)
        let loss = Double(program.value(of: "loss"))
        guard loss.isFinite else {
          return .diverged(
            step: state.optimizer.step + 1, epoch: state.epoch + 1, batch: state.batch + 1, loss: loss)
        }
        state.optimizer.update(state.parameters, along: gradients, on: executor)
        state.batch += 1
        state.lossSum += loss * Double(batch.count)
        state.lossCount += batch.count
        imagesOfStart += batch.count
        try onEvent(
          .step(
            StepReport(
              step: state.optimizer.step, epoch: state.epoch + 1, stepOfEpoch: state.batch, images: batch.count,
              loss: loss)), state)
        if shouldStop(), state.batch < batches.count { return .interrupted(step: state.optimizer.step) }
      }
      let seconds = (clock.now - begin).seconds
      secondsOfStart += seconds
      let report = endEpoch(
        &state, seconds: seconds, imagesPerSecond: Double(imagesOfStart) / max(secondsOfStart, 1e-9))
      // The last update may have spoilt what no training step has seen yet: that must not be saved.
      let compared = report.validation?.loss ?? report.trainingLoss
      guard compared.isFinite, state.parameters.isFinite else {
        return .diverged(step: report.step, epoch: report.epoch, batch: batches.count, loss: compared)
      }
      try onEvent(.epoch(report), state)
      if shouldStop(), state.epoch < settings.epochs { return .interrupted(step: state.optimizer.step) }
    }
    return .completed
  }

  private func start(_ state: TrainingState) -> RunStart {
    RunStart(
      parameters: model.parameters.parameterCount, trainingImages: dataset.training.count,
      validationImages: dataset.validation.count,
      stepsPerEpoch: (dataset.training.count + settings.batchSize - 1) / settings.batchSize,
      epochs: settings.epochs, step: state.optimizer.step, lossName: model.lossName)
  }

  /// Validates, and moves `state` to the beginning of the next epoch.
  private func endEpoch(_ state: inout TrainingState, seconds: Double, imagesPerSecond: Double) -> EpochReport {
    let clock = ContinuousClock()
    let begin = clock.now
    let validation = evaluator.evaluate(dataset.validation, parameters: state.parameters)
    let trainingLoss = state.lossSum / Double(max(state.lossCount, 1))
    let compared = validation?.loss ?? trainingLoss
    let isBest = compared.isFinite && state.bestLoss.map { compared < $0 } ?? true
    state.epoch += 1
    state.batch = 0
    state.lossSum = 0
    state.lossCount = 0
    if isBest {
      state.bestLoss = compared
      state.bestEpoch = state.epoch
    }
    return EpochReport(
      epoch: state.epoch, step: state.optimizer.step, trainingLoss: trainingLoss, validation: validation,
      isBest: isBest, seconds: seconds, validationSeconds: (clock.now - begin).seconds,
      imagesPerSecond: imagesPerSecond)
  }
}

extension FlatVector {
  /// Whether none of the numbers is infinite or a NaN.
  fileprivate var isFinite: Bool { withUnsafeBuffer { $0.allSatisfy(\.isFinite) } }
}

extension Duration {
  /// As a number of seconds.
  package var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
