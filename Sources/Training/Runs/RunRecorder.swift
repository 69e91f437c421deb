import Autoencoders
import Files
import Foundation
import ImageData
import ImageFormats
import Tensors

/// Saves the progress of a run: each epoch a line of the log and a checkpoint, the best parameters, snapshots within an
/// epoch.
///
/// Files are written on a thread of their own while training continues, from a copy of the state.
struct RunRecorder {
  /// Epoch checkpoints that stay, besides the best.
  private static let keptCheckpoints = 2

  private let run: Run
  private let log: MetricsLog
  private let saving = BackgroundSaving()
  /// When snapshots are due, known once training has started.
  private var snapshots = StepInterval(epochs: 0, stepsPerEpoch: 1)
  private var stepsPerEpoch = 0

  init(_ run: Run, log: MetricsLog) { (self.run, self.log) = (run, log) }

  /// Passes `event` on to `report`, after the checkpoints written before it, and saves what is due with it.
  ///
  /// Reports a checkpoint once it is on disk, at the latest before the next validation or epoch.
  /// - Throws: why a file could not be written.
  mutating func record(
    _ event: TrainingEvent, _ state: TrainingState, report: (TrainingEvent) -> Void
  ) throws {
    if case .step = event {} else { try saving.finish() }
    try reportCheckpoints(report)
    report(event)
    switch event {
    case .started(let start):
      stepsPerEpoch = start.stepsPerEpoch
      snapshots = StepInterval(epochs: run.configuration.training.snapshotInterval, stepsPerEpoch: stepsPerEpoch)
    case .step(let step) where isSnapshotDue(after: step, state):
      try save(state, to: run.directory.interruptedCheckpoint, isReported: true)
    case .validation(let validation) where validation.isBest:
      try save(state, to: run.directory.bestCheckpoint, isReported: false)
    case .epoch(let epoch): try save(state, after: epoch)
    default: break
    }
  }

  /// Waits until everything is written, and reports the last checkpoints.
  /// - Throws: why a file could not be written.
  func finish(report: (TrainingEvent) -> Void) throws {
    try saving.finish()
    try reportCheckpoints(report)
  }

  /// Waits until nothing is being written.
  func wait() { saving.wait() }

  private func reportCheckpoints(_ report: (TrainingEvent) -> Void) throws {
    for path in try saving.newCheckpoints() { report(.checkpoint(CheckpointReport(path: path))) }
  }

  /// Whether a snapshot is due within an epoch.
  private func isSnapshotDue(after step: StepReport, _ state: TrainingState) -> Bool {
    step.stepOfEpoch < stepsPerEpoch && snapshots.ends(at: state.epochOfStage * stepsPerEpoch + step.stepOfEpoch)
  }

  /// Whether the epoch that has led to `state` gets a checkpoint: each interval, and the last of a stage.
  private func isCheckpointDue(_ state: TrainingState) -> Bool {
    run.model.stages.isEmpty || state.epochOfStage >= run.configuration.training.epochs
      || snapshots.ends(at: state.epochOfStage * stepsPerEpoch)
  }

  private func save(_ state: TrainingState, to path: String, isReported: Bool) throws {
    try saving.finish()
    let copy = try Checkpoint.Copy(state, table: run.model.parameters)
    saving.start {
      try copy.write(to: path)
      return isReported ? path : nil
    }
  }

  private func save(_ state: TrainingState, after epoch: EpochReport) throws {
    try listBadImages()
    let isSaved = isCheckpointDue(state)
    let copy = epoch.isBest || isSaved ? try Checkpoint.Copy(state, table: run.model.parameters) : nil
    saving.start { [log, directory = run.directory] in
      // The epoch's checkpoint comes last: if anything before it fails, the next start repeats the epoch.
      if epoch.isBest { try copy?.write(to: directory.bestCheckpoint) }
      try log.append(epoch, isSaved: isSaved)
      guard isSaved else { return nil }
      let path = directory.checkpoint(epoch: epoch.epoch)
      try copy?.write(to: path)
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
