import Autoencoders
import ImageData
import NeuralNetworks
import Tensors

extension Trainer {
  /// Measures the validation images, and notes in `state` whether that is the best so far.
  ///
  /// The training loss is compared where there are no validation images.
  func validate(_ stage: PreparedStage, _ state: inout TrainingState) throws -> ValidationReport {
    let begin = ContinuousClock.now
    let evaluation = try stage.evaluator.evaluate(dataset.validation, parameters: state.evaluatedParameters)
    stopwatch?.note(.validation, ContinuousClock.now - begin)
    let compared = evaluation?.loss ?? state.meanLoss
    let isBest = state.noteValidation(compared)
    settings.schedule.observe(compared, &state.plateau)
    return ValidationReport(
      epoch: state.epoch + 1, step: state.step, trainingLoss: state.meanLoss, evaluation: evaluation, isBest: isBest)
  }

  /// Measures a model that is computed from the images at once, as its only epoch; nil where that is done.
  func measure(_ state: inout TrainingState) throws -> EpochReport? {
    guard state.epoch == 0 else { return nil }
    let evaluator = try Evaluator(
      model, isMeasuring: false, scaling: settings.scaling, seed: settings.seed, isShared: true, executor: executor)
    let training = try evaluator.evaluate(dataset.training, parameters: state.parameters)
    let validation = try evaluator.evaluate(dataset.validation, parameters: state.parameters)
    state.epoch = 1
    state.bestEpoch = 1
    state.bestLoss = validation?.loss ?? training?.loss
    return EpochReport(
      epoch: 1, step: 0, trainingLoss: training?.loss ?? 0, recentLoss: training?.loss ?? 0, validation: validation,
      isBest: true, seconds: 0, validationSeconds: 0, imagesPerSecond: 0)
  }

  /// Whether `loss` and all parameters are finite: the last update may have spoilt what no step has seen yet.
  func isFinite(_ state: TrainingState, _ loss: Double) -> Bool {
    loss.isFinite && executor.isFinite(state.parameters)
  }

  /// The outcome of a training whose loss or parameters are not finite.
  func divergence(_ epoch: Epoch, _ state: TrainingState, loss: Double) -> TrainingOutcome {
    // At its end `state` stands at the start of the next epoch.
    state.batch > 0
      ? .diverged(step: state.step, epoch: state.epoch + 1, batch: state.batch, loss: loss)
      : .diverged(step: state.step, epoch: state.epoch, batch: epoch.batchCount, loss: loss)
  }

  /// What is trained, and for how long.
  func start(_ state: TrainingState) -> TrainingStart {
    TrainingStart(
      parameters: model.parameterCount, trainingImages: dataset.training.count,
      validationImages: dataset.validation.count, stepsPerEpoch: stepsPerEpoch(state),
      imagesPerEpoch: imagesPerEpoch,
      epochs: model.stages.isEmpty ? 1 : settings.epochs * model.stages.count, step: state.step,
      lossName: model.lossName)
  }
}
