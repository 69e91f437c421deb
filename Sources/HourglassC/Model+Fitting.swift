import Autoencoders
import Foundation
import Hourglass
import Tensors
import Training

extension Model {
  /// Trains from initial parameters for the epochs of the settings.
  ///
  /// - Parameters:
  ///   - images: The images, borrowed.
  ///   - folder: The folder of a run, which the same call resumes; nil for none.
  ///   - observer: Receives events, and may end the training.
  /// - Throws: ``InterfaceError`` where the observer has ended it; what a run throws.
  func fit(_ images: BorrowedImages, folder: String?, _ observer: Observer) throws {
    var configuration = try configuration()
    let location = URL(fileURLWithPath: folder ?? FileManager.default.temporaryDirectory.path + "/hourglass-array")
    configuration.name = location.lastPathComponent
    let dataset = try dataset(images, configuration)
    let run = try Run(configuration, dataset: dataset, runs: location.deletingLastPathComponent().path)
    try Self.checkMemory(of: run.model)
    try folder == nil ? fit(run, images.levels, observer) : train(run, images.levels, observer)
    if observer.isStopping {
      throw InterfaceError(
        .stopped, Report("the training was asked to stop", cure: folder.map { "fit again to resume \($0)" }))
    }
  }

  /// Trains a run on disk.
  private func train(_ run: Run, _ levels: NumberLevels, _ observer: Observer) throws {
    guard isOfFirstProcess else {
      throw InterfaceError(
        .forked,
        Report("a run on disk cannot be trained in a forked process", cure: "start the process with spawn instead"))
    }
    _ = try run.train(
      executor: usedEngine().executor, observers: run.recorders(),
      onEvent: { event in
        // At once: a run that was killed is opened, too.
        if case .started = event { try? run.directory.write(levels) }
        observer.report(event)
      },
      shouldStop: { observer.isStopping })
    try run.directory.write(levels)
    partial = nil
    fitted = Fitted(
      configuration: run.configuration, model: run.model, parameters: try run.trainedParameters(), levels: levels,
      epochs: RunOverview(run.directory).reports, folder: run.directory)
  }

  /// Trains without files: nothing of the run is written.
  private func fit(_ run: Run, _ levels: NumberLevels, _ observer: Observer) throws {
    try run.check()
    for warning in try run.warnings(restart: true) {
      observer.report(.warning(TrainingWarning(message: "\(warning)")))
    }
    let executor = try usedEngine().executor
    let training = run.configuration.training
    var state = TrainingState(
      run.model, optimizer: run.configuration.optimizer, seed: training.seed, averaging: training.averaging,
      executor: executor)
    try run.initialize(&state, executor: executor)
    let trainer = try Trainer(run.model, run.dataset, training, executor: executor)
    let hasValidation = run.dataset.validation.count > 0
    var best: FlatVector?
    var epochs: [EpochReport] = []
    let outcome = try trainer.train(&state, shouldStop: { observer.isStopping }) { event, state in
      observer.report(event)
      switch event {
      case .validation(let report) where report.isBest && hasValidation: best = state.evaluatedParameters.hostCopy()
      case .epoch(let report):
        epochs.append(report)
        if report.isBest && hasValidation { best = state.evaluatedParameters.hostCopy() }
      default: break
      }
    }
    if case .diverged(let step, let epoch, let batch, let loss) = outcome {
      throw run.divergence(step: step, epoch: epoch, batch: batch, loss: loss)
    }
    partial = nil
    fitted = Fitted(
      configuration: run.configuration, model: run.model, parameters: best ?? state.evaluatedParameters, levels: levels,
      epochs: epochs)
  }
}

extension Model {
  /// Rejects a model whose parameters, gradient and moments need more memory than the machine has.
  static func checkMemory(of model: TracedModel) throws(InterfaceError) {
    let needed = Double(model.parameters.vectorCount) * Double(4 * MemoryLayout<Float>.stride)
    let memory = Double(ProcessInfo.processInfo.physicalMemory)
    guard needed > memory else { return }
    throw .badValue(
      "the model is too large for the memory", expected: "at most \(Figures.bytes(memory))",
      got: Figures.bytes(needed), cure: "use a smaller code_size, smaller layers, or fewer columns")
  }
}

/// The process that created the first model.
private let firstProcess = getpid()

/// Whether this is the process that created the first model, not one forked from it.
var isOfFirstProcess: Bool { firstProcess == getpid() }
