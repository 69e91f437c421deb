import Autoencoders
import Diagnostics
import Files
import Foundation
import ImageData
import ImageFormats
import NeuralNetworks
public import Tensors

extension Run {
  /// The checkpoints of epochs that are kept, besides the best.
  private static let keptCheckpoints = 2

  /// Trains from where the folder stands to the last epoch, saving as it goes, and measures the best checkpoint.
  ///
  /// `stopwatch` notes where the time goes, with an executor that is profiling. `onEvent` hears what happens; `shouldStop` is
  /// asked after each step. Returns how training ended, and the results once it is completed.
  /// - Throws: ``RunError`` when the folder holds a run of other settings, another process trains it, or the loss was
  ///   not a number; `AtomicFileError` when a checkpoint cannot be written: those that exist stay.
  public func train(
    restart: Bool = false, executor: any Executor, stopwatch: (any TrainingStopwatch)? = nil,
    onEvent: (TrainingEvent) -> Void = { _ in },
    shouldStop: () -> Bool = { false }
  ) throws -> (outcome: TrainingOutcome, results: RunResults?) {
    // What is wrong with the test images must show now, not after the last epoch.
    _ = try dataset.test?.load()
    try ParameterScope.check(configuration.training.trainable, table: model.parameters, place: "train_only")
    if restart || directory.newestCheckpoint == nil {
      try configuration.start?.check(model.parameters, runs: runs)
      _ = try meanImage()
    }
    try directory.make()
    let lock = try RunLock(directory)
    defer { lock.release() }
    if restart {
      try directory.clear()
      try directory.make()
    }
    try refuseOtherSettings()
    var state = TrainingState(
      model, optimizer: configuration.optimizer, seed: configuration.training.seed,
      averaging: configuration.training.averaging)
    if directory.newestCheckpoint == nil { try begin(&state, executor: executor) } else { try resume(&state) }
    try writeRunFile(epochsDone: state.epoch, executor)
    let log = MetricsLog(path: directory.metrics)
    try log.truncate(afterStep: state.step)
    let trainer = try Trainer(model, dataset, configuration.training, executor: executor, stopwatch: stopwatch)
    let saving = BackgroundSaving()
    // Before the lock is released.
    defer { saving.wait() }
    func tellOfCheckpoints() throws {
      for path in try saving.news() { onEvent(.checkpoint(path: path)) }
    }
    let outcome = try trainer.train(&state, shouldStop: shouldStop) { event, state in
      // Between steps a checkpoint is told of when it is there; by the next validation or epoch it must be.
      if case .step = event {} else { try saving.finish() }
      try tellOfCheckpoints()
      onEvent(event)
      switch event {
      case .epoch(let report): try save(state, report, log, saving)
      case .validation(let report) where report.isBest: try write(state, to: directory.bestCheckpoint, saving)
      case .snapshotDue: try write(state, to: directory.interruptedCheckpoint, saving)
      default: break
      }
    }
    try saving.finish()
    try tellOfCheckpoints()
    switch outcome {
    case .interrupted where state.batch > 0:
      try write(state, to: directory.interruptedCheckpoint)
      onEvent(.checkpoint(path: directory.interruptedCheckpoint))
      return (outcome, nil)
    case .interrupted:
      // Between two epochs whose checkpoints are further apart.
      if directory.newestCheckpoint != directory.checkpoint(epoch: state.epoch) {
        try write(state, to: directory.interruptedCheckpoint)
      }
      return (outcome, nil)
    case .diverged(let step, let epoch, let batch, let loss):
      throw divergence(step: step, epoch: epoch, batch: batch, loss: loss)
    case .completed:
      return (outcome, try finish(state, log, executor: executor))
    }
  }

  /// Gives parameters that come from another run or from the data, not from a draw, their values.
  private func begin(_ state: inout TrainingState, executor: any Executor) throws {
    let scaling = configuration.training.scaling
    let scaled = ScaledImages(dataset.training, scaling: scaling)
    set(try model.normalizer.values(from: scaled, mean: meanImage()), in: state.parameters)
    let images = try ModelImages(dataset.training, scaling: scaling, for: model, state.parameters, executor: executor)
    set(try model.model.values(from: images), in: state.parameters)
    try configuration.start?.load(into: state.parameters, table: model.parameters, runs: runs)
    if let decay = configuration.training.averaging {
      state.average = ParameterAverage(of: state.parameters, decay: decay)
    }
  }

  /// The mean to subtract where a file has it, `[c, h, w]` in scaled pixels.
  ///
  /// A file that merely belongs to the data set is passed over where it has another shape.
  /// - Throws: `MeanError`; ``RunError`` when a file that was asked for has another shape.
  private func meanImage() throws -> [Float]? {
    guard [.meanImage, .meanPixel].contains(configuration.training.normalization),
      let path = configuration.meanFile ?? dataset.meanFile
    else { return nil }
    let mean = try MeanFile(path: path).read()
    guard mean.shape == dataset.shape else {
      guard configuration.meanFile != nil else { return nil }
      throw RunError(
        .noImages,
        Report(
          "the mean has another shape than the images", place: path, expected: "\(dataset.shape)", got: "\(mean.shape)",
          cure: "leave --mean out to take the training images' own"))
    }
    let scaling = configuration.training.scaling
    return mean.values.map { (configuration.isInverted ? 255 - $0 : $0) * scaling.scale + scaling.offset }
  }

  private func set(_ values: [(parameter: Parameter, values: [Float])], in parameters: FlatVector) {
    for (parameter, values) in values {
      guard let range = model.parameters.range(of: parameter), range.count == values.count else {
        fatalError("\(values.count) values for a parameter \(parameter.dimensions)")
      }
      parameters.withUnsafeMutableBuffer { all in
        for (index, value) in zip(range, values) { all[index] = value }
      }
    }
  }

  private func write(_ state: borrowing TrainingState, to path: String) throws {
    try Checkpoint.write(state, table: model.parameters, to: path)
  }

  private func write(_ state: borrowing TrainingState, to path: String, _ saving: BackgroundSaving) throws {
    try saving.finish()
    let copy = try Checkpoint.Copy(state, table: model.parameters)
    saving.begin {
      try copy.write(to: path)
      return nil
    }
  }

  private func save(
    _ state: borrowing TrainingState, _ report: EpochReport, _ log: MetricsLog, _ saving: BackgroundSaving
  ) throws {
    try noteBadImages()
    try saving.finish()
    let copy = report.isBest || report.isSaved ? try Checkpoint.Copy(state, table: model.parameters) : nil
    saving.begin { [directory] in
      // The epoch's own checkpoint last: should anything before it fail, the next start does the epoch again.
      if report.isBest { try copy?.write(to: directory.bestCheckpoint) }
      try log.append(report)
      guard report.isSaved else { return nil }
      let path = directory.checkpoint(epoch: report.epoch)
      try copy?.write(to: path)
      let files = FileManager.default
      try? files.removeItem(atPath: directory.interruptedCheckpoint)
      for old in directory.epochCheckpoints.dropLast(Self.keptCheckpoints) { try? files.removeItem(atPath: old) }
      return path
    }
  }

  /// Names the images that were left out.
  private func noteBadImages() throws {
    let bad = dataset.badImages
    guard !bad.isEmpty else { return }
    let lines = bad.map { "\($0.title)\t\($0.reason)\n" }.joined()
    try AtomicFile.write(text: lines, to: directory.badImages)
  }

  private func divergence(step: Int, epoch: Int, batch: Int, loss: Double) -> RunError {
    let rest = directory.newestCheckpoint.map { "the last good checkpoint is \($0)" } ?? "nothing was saved yet"
    return RunError(
      .diverged,
      Report(
        "training diverged", place: "\(name), step \(step) (epoch \(epoch), batch \(batch))",
        expected: "a finite loss and finite parameters",
        got: loss.isFinite
          ? "parameters that are not finite" : "a loss that is \(loss.isNaN ? "not a number" : "infinite")",
        cure: "try a smaller --learning-rate than \(configuration.optimizer.learningRate); \(rest)"))
  }

  private func finish(_ state: TrainingState, _ log: MetricsLog, executor: any Executor) throws -> RunResults {
    let evaluator = try Evaluator(model, scaling: configuration.training.scaling, executor: executor)
    let parameters = try trainedParameters()
    guard let training = try evaluator.evaluate(dataset.training, parameters: parameters) else {
      fatalError("a run without training images")
    }
    let validation = try evaluator.evaluate(dataset.validation, parameters: parameters)
    let test = try dataset.test.flatMap { try evaluator.evaluate($0.load(), parameters: parameters) }
    let reports = try log.reports()
    let results = RunResults(
      run: name, directory: directory.path, model: configuration.model.title, dataset: dataset.title,
      parameters: model.parameterCount, epochs: state.epoch, steps: state.step,
      bestEpoch: state.bestEpoch, seconds: reports.reduce(0) { $0 + $1.seconds },
      imagesPerSecond: reports.last?.imagesPerSecond ?? 0, lossName: model.lossName, loss: training.loss,
      mse: training.mse, mse01: training.mse01, sse: training.sse, psnr: training.psnr, validation: validation,
      test: test)
    try AtomicFile.write(text: results.jsonLine() + "\n", to: directory.results)
    try ResultFiles(runs: runs).note(
      model: configuration.model.title, run: name, validation: validation?.loss, test: test?.loss)
    return results
  }

  private func writeRunFile(epochsDone: Int, _ executor: any Executor) throws {
    var record = [
      ("hourglass", Self.version), ("instruction_set", executor.name),
      ("images", "\(dataset.shape)"), ("fingerprint", dataset.fingerprint),
    ]
    record += RecordedPlaces(dataset).fields
    record += [("parameters", "\(model.parameterCount)"), ("loss", model.lossName)]
    var resolved = configuration
    resolved.split = dataset.split
    // Fewer epochs than are done undo nothing, and the file must repeat what the folder holds.
    resolved.training.epochs = max(configuration.training.epochs, epochsDone / max(model.stages.count, 1))
    try AtomicFile.write(text: RunFile.yaml(resolved, record: record), to: directory.runFile)
  }
}
