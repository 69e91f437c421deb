import Autoencoders
import Foundation
import Hourglass
import Tensors
import Training

extension Model {
  /// Trains for one pass over `images`, from the present parameters or initial ones.
  ///
  /// The first pass after a fit starts with a new state of the optimiser.
  ///
  /// - Throws: ``InterfaceError`` for a model of several stages or none, for images of another shape, and where the
  ///   observer has ended it.
  func partialFit(_ images: BorrowedImages, _ observer: Observer) throws {
    if let shape = partial?.model.image ?? fitted?.model.image, shape != images.shape {
      throw InterfaceError.badValue(
        "the images have another shape than those before", expected: "\(shape)", got: "\(images.shape)")
    }
    var training = try partial ?? startPartial(images)
    var settings = training.configuration.training
    // The schedule spans the epochs of the settings; the pass after the last has the last rate.
    settings.epochs = max(settings.epochs, training.state.epochOfStage + 1)
    settings.patience = nil
    let dataset = try Dataset(
      name: images.name, images: training.configuration.asRead(images), split: .none, seed: settings.seed)
    let augmented =
      try training.configuration.augmentations.isEmpty
      ? dataset : dataset.augmented(by: training.configuration.augmentations)
    let trainer = try Trainer(training.model, augmented, settings, executor: usedEngine().executor)
    var ended: EpochReport?
    let outcome = try trainer.train(
      &training.state, shouldStop: { ended != nil || observer.isStopping },
      onEvent: { event, _ in
        observer.report(event)
        if case .epoch(let report) = event { ended = report }
      })
    if case .diverged(let step, _, _, _) = outcome {
      throw InterfaceError(
        .diverged,
        Report(
          "training diverged", place: "step \(step)", expected: "a finite loss and finite parameters",
          cure: "fit again with a smaller learning rate than \(training.configuration.optimizer.learningRate)"))
    }
    let earlier = fitted?.epochs ?? []
    partial = training
    fitted = Fitted(
      configuration: training.configuration, model: training.model, parameters: training.state.evaluatedParameters,
      levels: training.levels, epochs: earlier + (ended.map { [$0] } ?? []))
    if ended == nil {
      // The next pass starts with its own first batch.
      partial?.state.batch = 0
      throw InterfaceError(.stopped, Report("the training was asked to stop"))
    }
  }

  /// The state before the first pass.
  private func startPartial(_ images: BorrowedImages) throws -> PartialTraining {
    var configuration = try fitted?.configuration ?? configuration()
    configuration.name = Self.arrayName
    let executor = try usedEngine().executor
    let run = try Run(
      configuration, dataset: Dataset(name: images.name, images: configuration.asRead(images), split: .none, seed: 0),
      runs: FileManager.default.temporaryDirectory.path + "/hourglass-array")
    try run.check()
    try Self.checkMemory(of: run.model)
    guard run.model.stages.count == 1, !configuration.optimizer.isFullBatch else {
      let reason =
        run.model.stages.isEmpty
        ? "is computed from all images at once"
        : configuration.optimizer.isFullBatch ? "has an optimiser of all images at once" : "is trained in stages"
      throw InterfaceError.badValue(
        "the model cannot be fitted in parts: it \(reason)", place: configuration.modelName, cure: "use fit")
    }
    var state = TrainingState(
      run.model, optimizer: configuration.optimizer, seed: configuration.training.seed,
      averaging: configuration.training.averaging, executor: executor)
    if let fitted {
      state.parameters.write(fitted.parameters.hostCopy())
    } else {
      try run.initialize(&state, executor: executor)
    }
    return PartialTraining(
      configuration: configuration, model: run.model, levels: fitted?.levels ?? images.levels, state: state)
  }
}
