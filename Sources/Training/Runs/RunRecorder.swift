import Autoencoders
import Files
import Foundation
import ImageData
import ImageFormats
import Tensors

/// Saves the progress of a run: each epoch a line of the log, checkpoints when they are due, the best parameters.
///
/// Files are written on a thread of their own while training continues, from a copy of the state. The best parameters are
/// copied when they are found, and written no later than the next checkpoint: whoever resumes from that finds them.
struct RunRecorder {
  /// Epoch checkpoints that stay, besides the best.
  private static let keptCheckpoints = 2

  private let run: Run
  private let log: MetricsLog
  private let clock: RunClock
  private let observation: RunObservation
  private let saving = BackgroundSaving()
  /// When snapshots are due by the settings, known once training has started; nil to save by ``budget``.
  private var snapshots: StepInterval?
  private var stepsPerEpoch = 0
  private var budget = SavingBudget()
  /// The best parameters so far in this start.
  private var best: Checkpoint.Copy?
  /// Whether ``best`` is not on disk.
  private var isBestPending = false

  init(_ run: Run, log: MetricsLog, clock: RunClock, observation: RunObservation) {
    (self.run, self.log, self.clock, self.observation) = (run, log, clock, observation)
  }

  /// Passes `event` on to the observers and to `report`, after the checkpoints written before it, and saves what is due
  /// with it.
  ///
  /// Reports a checkpoint once it is on disk, at the latest before the next validation or epoch.
  /// - Throws: why a file could not be written.
  mutating func record(
    _ event: TrainingEvent, _ state: TrainingState, report: (TrainingEvent) -> Void
  ) throws {
    if case .step = event {} else { try saving.finish() }
    try reportCheckpoints(report)
    let event = clock.timed(event)
    report(event)
    try observation.observe(event, state)
    switch event {
    case .started(let start):
      stepsPerEpoch = start.stepsPerEpoch
      snapshots = run.configuration.training.snapshotInterval.map {
        StepInterval(epochs: $0, stepsPerEpoch: stepsPerEpoch)
      }
    case .step(let step) where isSnapshotDue(after: step, state): try saveSnapshot(state)
    case .validation(let validation) where validation.isBest:
      try keepBest(state)
      guard budget.isDue(bytes: best?.byteCount ?? 0) else { break }
      let writing = takePendingBest()
      start(copying: 0, bytes: writing?.byteCount ?? 0) { [path = run.directory.bestCheckpoint] in
        try writing?.write(to: path)
        return nil
      }
    case .epoch(let epoch): try save(state, after: epoch)
    default: break
    }
  }

  /// Waits until everything is written, the best parameters too, and reports the last checkpoints.
  /// - Throws: why a file could not be written.
  mutating func finish(report: (TrainingEvent) -> Void) throws {
    try saving.finish()
    try takePendingBest()?.write(to: run.directory.bestCheckpoint)
    try reportCheckpoints(report)
  }

  /// Waits until nothing is being written.
  func wait() { saving.wait() }

  private mutating func reportCheckpoints(_ report: (TrainingEvent) -> Void) throws {
    let news = try saving.news()
    for save in news.saves { budget.note(bytes: save.bytes, seconds: save.seconds) }
    for path in news.checkpoints { report(.checkpoint(CheckpointReport(path: path))) }
  }

  /// Whether a snapshot is due within an epoch.
  private func isSnapshotDue(after step: StepReport, _ state: TrainingState) -> Bool {
    guard step.stepOfEpoch < stepsPerEpoch else { return false }
    guard let snapshots else { return budget.isOverdue(bytes: Checkpoint.byteCount(of: state)) }
    return snapshots.ends(at: state.epochOfStage * stepsPerEpoch + step.stepOfEpoch)
  }

  /// Whether the epoch that has led to `state` gets a checkpoint: each interval, and the last of a stage.
  private func isCheckpointDue(_ state: TrainingState) -> Bool {
    let training = run.configuration.training
    let hasStopped = training.patience.map { state.validationsWithoutImprovement >= $0 } ?? false
    if run.model.stages.isEmpty || hasStopped || state.epochOfStage >= training.epochs { return true }
    guard let snapshots else { return budget.isDue(bytes: Checkpoint.byteCount(of: state)) }
    return snapshots.ends(at: state.epochOfStage * stepsPerEpoch)
  }

  /// Copies the best parameters, into the memory of the last ones.
  private mutating func keepBest(_ state: TrainingState) throws {
    let old = best
    best = nil
    best = try Checkpoint.Copy(state, table: run.model.parameters, content: .evaluated, reusing: old)
    isBestPending = true
  }

  private mutating func takePendingBest() -> Checkpoint.Copy? {
    defer { isBestPending = false }
    return isBestPending ? best : nil
  }

  /// Starts `job`, which writes `bytes` that took `copying` seconds to copy.
  private func start(copying: Double, bytes: Int, _ job: @escaping @Sendable () throws -> String?) {
    saving.start { [flush = observation.flush] in
      // Whoever resumes from a checkpoint finds what was observed before it.
      if bytes > 0 { flush() }
      let begin = ContinuousClock.now
      let path = try job()
      return BackgroundSaving.Saved(
        checkpoint: path, bytes: bytes, seconds: bytes > 0 ? copying + (ContinuousClock.now - begin).seconds : 0)
    }
  }

  private mutating func saveSnapshot(_ state: TrainingState) throws {
    try saving.finish()
    let begin = ContinuousClock.now
    let copy = try Checkpoint.Copy(state, table: run.model.parameters)
    let copying = (ContinuousClock.now - begin).seconds
    let best = takePendingBest()
    let directory = run.directory
    start(copying: copying, bytes: copy.byteCount + (best?.byteCount ?? 0)) {
      try best?.write(to: directory.bestCheckpoint)
      try copy.write(to: directory.interruptedCheckpoint)
      return directory.interruptedCheckpoint
    }
  }

  private mutating func save(_ state: TrainingState, after epoch: EpochReport) throws {
    try listBadImages()
    if epoch.isBest { try keepBest(state) }
    let isSaved = isCheckpointDue(state)
    let begin = ContinuousClock.now
    let copy = isSaved ? try Checkpoint.Copy(state, table: run.model.parameters) : nil
    let copying = (ContinuousClock.now - begin).seconds
    let best = isSaved || isBestPending && budget.isDue(bytes: best?.byteCount ?? 0) ? takePendingBest() : nil
    let bytes = (copy?.byteCount ?? 0) + (best?.byteCount ?? 0)
    start(copying: copying, bytes: bytes) { [log, directory = run.directory] in
      // The epoch's checkpoint comes last: if anything before it fails, the next start repeats the epoch.
      try best?.write(to: directory.bestCheckpoint)
      try log.append(epoch, isSaved: isSaved)
      guard let copy else { return nil }
      let path = directory.checkpoint(epoch: epoch.epoch)
      try copy.write(to: path)
      let files = FileManager.default
      try? files.removeItem(atPath: directory.interruptedCheckpoint)
      for old in directory.epochCheckpoints.dropLast(Self.keptCheckpoints) { try? files.removeItem(atPath: old) }
      return path
    }
  }

  /// Lists the images that were skipped, with the reasons.
  private func listBadImages() throws {
    let bad = run.dataset.badImages
    guard !bad.isEmpty else { return }
    let lines = bad.map { "\($0.title)\t\($0.reason)\n" }.joined()
    try AtomicFile.write(text: lines, to: run.directory.badImages)
  }
}
