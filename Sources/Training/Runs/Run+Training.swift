import Autoencoders
import Clusters
import Diagnostics
import ImageData
import NeuralNetworks
public import Tensors

extension Run {
  /// Trains from the folder's newest checkpoint to the last epoch, saves checkpoints, and measures the best one.
  ///
  /// Of several processes each calls it with the same run; rank 0 alone reads and writes the folder, and reports.
  ///
  /// - Parameters:
  ///   - restart: Whether what the folder holds is removed first.
  ///   - executor: Runs the steps. It must be profiling where there is a stopwatch.
  ///   - stopwatch: Receives where the time goes; nil for no profile.
  ///   - observers: Follow the training with access to its parameters, such as those that draw its film. The checkpoints
  ///     are the same with any observers and with none.
  ///   - onEvent: Receives what happens.
  ///   - shouldStop: Asked after each step; true ends the training, and its state is saved.
  /// - Returns: how training ended, and, in rank 0, the results once it is completed.
  /// - Throws: ``RunError`` when the folder holds a run of other settings, another process trains it, or the loss is not
  ///   finite; `AtomicFileError` when a checkpoint cannot be written. Earlier checkpoints stay.
  public func train(
    restart: Bool = false, executor: any TensorExecutor, stopwatch: (any TrainingStopwatch)? = nil,
    observers: [any RunObserver] = [],
    onEvent: (TrainingEvent) -> Void = { _ in },
    shouldStop: () -> Bool = { false }
  ) throws -> (outcome: TrainingOutcome, results: RunResults?) {
    guard executor.communicator.isFirst else {
      try checkProcesses(executor.communicator) { try dataset.check(for: model) }
      return (try follow(executor, shouldStop), nil)
    }
    try checkProcesses(executor.communicator) { try check(restart: restart) }
    try directory.make()
    let lock = try RunLock(directory)
    defer { lock.release() }
    if restart {
      try directory.clear()
      try directory.make()
    }
    try refuseOtherSettings()
    let events = EventLog(path: directory.events)
    func report(_ event: TrainingEvent) { events.record(event, passingTo: onEvent) }
    // Before the lock is released: who finds the run unlocked finds its last event.
    defer { events.finish(passingTo: onEvent) }
    var state = TrainingState(
      model, optimizer: configuration.optimizer, seed: configuration.training.seed,
      averaging: configuration.training.averaging, executor: executor)
    do {
      let training = try train(
        &state, restart: restart, executor, stopwatch,
        RunObservation(observers, of: self, executor: executor, stopwatch: stopwatch), report, shouldStop)
      report(.ended(TrainingEnd(training.results == nil ? .interrupted : .completed, step: state.step)))
      return training
    } catch {
      report(.ended(TrainingEnd(.failed, step: state.step, message: "\(error)")))
      throw error
    }
  }

  /// Trains from `state`, or from the folder's newest checkpoint, with the folder locked.
  private func train(
    _ state: inout TrainingState, restart: Bool, _ executor: any TensorExecutor,
    _ stopwatch: (any TrainingStopwatch)?, _ observation: RunObservation, _ report: (TrainingEvent) -> Void,
    _ shouldStop: () -> Bool
  ) throws -> (outcome: TrainingOutcome, results: RunResults?) {
    try executor.communicator.atOwnPace {
      if directory.newestCheckpoint == nil {
        try initialize(&state, executor: executor)
      } else {
        try resume(&state, executor: executor)
      }
    }
    state.takeOver(of: model, on: executor)
    for warning in try warnings(restart: restart) { report(.warning(TrainingWarning(message: "\(warning)"))) }
    try writeRunFile(epochsDone: state.epoch, executor)
    let log = MetricsLog(path: directory.metrics)
    let clock = RunClock(log)
    try log.truncate(afterStep: state.step)
    let trainer = try Trainer(model, dataset, configuration.training, executor: executor, stopwatch: stopwatch)
    var recorder = RunRecorder(self, log: log, clock: clock, observation: observation)
    var ending = RunEnding.failed
    // Before the last event.
    defer {
      recorder.wait()
      observation.end(ending)
    }
    try observation.begin(state)
    let outcome = try trainer.train(&state, shouldStop: shouldStop) { event, state in
      try recorder.record(event, state, report: report)
    }
    try executor.communicator.atOwnPace { try recorder.finish(report: report) }
    switch outcome {
    case .completed:
      let results = try writeResults(state, log, executor: executor)
      ending = .completed
      return (outcome, results)
    case .interrupted:
      try executor.communicator.atOwnPace {
        observation.flush()
        try saveInterrupted(state, report)
      }
      ending = .interrupted
      return (outcome, nil)
    case .diverged(let step, let epoch, let batch, let loss):
      throw divergence(step: step, epoch: epoch, batch: batch, loss: loss)
    }
  }

  /// Rejects what would otherwise fail after hours: unreadable test images, labels that are missing, unknown parameters,
  /// a starting point that does not fit, weights that training would replace.
  ///
  /// - Parameter restart: Whether training starts again, whatever the folder holds.
  /// - Throws: ``RunError``, such as for a model that needs labels and images without; why a file cannot be read.
  public func check(restart: Bool = false) throws {
    try dataset.check(for: model)
    try ParameterScope.check(configuration.training.trainable, table: model.parameters, place: "train_only")
    if !restart { try refuseToReplaceWeights() }
    if restart || directory.newestCheckpoint == nil {
      try configuration.start?.check(model.parameters, runs: runs)
      _ = try meanImage()
    }
  }

  /// Saves the state of an interrupted training, unless an epoch's checkpoint holds it.
  private func saveInterrupted(_ state: TrainingState, _ onEvent: (TrainingEvent) -> Void) throws {
    guard state.batch > 0 || directory.newestCheckpoint != directory.checkpoint(epoch: state.epoch) else { return }
    let path = directory.interruptedCheckpoint
    try Checkpoint.write(state, table: model.parameters, to: path)
    onEvent(.checkpoint(CheckpointReport(path: path)))
  }

  package func divergence(step: Int, epoch: Int, batch: Int, loss: Double) -> RunError {
    let rest = directory.newestCheckpoint.map { "the last good checkpoint is \($0)" } ?? "nothing was saved yet"
    let rate = "try a smaller --learning-rate than \(configuration.optimizer.learningRate)"
    let cause = (try? smallBatchWarning()).flatMap(\.self)
    return RunError(
      .diverged,
      Report(
        "training diverged", place: "\(name), step \(step) (epoch \(epoch), batch \(batch))",
        expected: "a finite loss and finite parameters",
        got: loss.isFinite
          ? "parameters that are not finite" : "a loss that is \(loss.isNaN ? "not a number" : "infinite")",
        cure: "\(cause.map { "\($0.what); \($0.cure ?? "")" } ?? rate); \(rest)"))
  }
}
