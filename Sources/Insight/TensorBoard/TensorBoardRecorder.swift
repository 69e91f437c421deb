import ImageData
import Synchronization
import TensorBoard
public import Training

/// Writes what TensorBoard shows of a run into event files in the run's folder.
///
/// - In the folder of the run: the settings, as text and for the page HPARAMS; images and histograms.
/// - In its subfolders `train` and `validation`: the curves, under the same tags, so that TensorBoard overlays them: `loss`,
///   and of the training `learning_rate`, `gradient_norm` and `images_per_second`, of the validation `mse`, `mse01`, `sse` and
///   `psnr`.
/// - Images and histograms come in sets, one at a validation: `images/inputs`, `images/reconstructions` and
///   `images/filters`, those of the first layer that has any; `weights/…` and `biases/…` of each parameter, `codes` of 64
///   images.
///   Two sets are at least ``interval`` apart, and at least 100 times as long as a set takes.
/// - A resumed run removes the events after its step; see `EventWriter`.
///
/// The training waits for reconstructions, codes and a copy of the parameters alone; the rest happens on queues. Events that
/// cannot be written do not stop it.
public final class TensorBoardRecorder: RunObserver, @unchecked Sendable {
  public let name = "TensorBoard"
  /// The minimum time between two sets of images and histograms.
  public let interval: Duration
  private let onFailure: @Sendable (any Error) -> Void
  private let queue = ObserverQueue("tensorboard")

  /// The writers of a run's folder and its subfolders.
  private struct Writers {
    let run, training, validation: EventWriter
    var all: [EventWriter] { [run, training, validation] }
  }
  private var writers: Writers?

  // Used on the thread that trains.
  private var started: (run: Run, state: ObservedState)?
  private var set: ObservedSet?
  private var hasValidation = false
  private var lastSet: ContinuousClock.Instant?
  /// What the last set took, on both threads.
  private let cost = Mutex(Duration.zero)

  /// Creates a recorder.
  ///
  /// - Parameters:
  ///   - interval: The minimum time between two sets of images and histograms; 0 for a set at every validation.
  ///   - onFailure: Receives why events are not written, on any thread.
  public init(
    interval: Duration = .seconds(15), onFailure: @escaping @Sendable (any Error) -> Void = { _ in }
  ) {
    (self.interval, self.onFailure) = (interval, onFailure)
  }

  public func begin(_ run: Run, _ state: ObservedState) throws { started = (run, state) }

  public func observe(_ event: TrainingEvent, _ state: ObservedState) throws {
    if case .started = event { return }
    // The files of a run that is already trained stay as they are.
    try open()
    guard let writers else { return }
    switch event {
    case .validation(let report):
      writers.training.write(.scalar(report.trainingLoss), tag: "loss", step: report.step)
      writers.validation.write(Self.scalars(report.evaluation), step: report.step)
      try writeSet(state, writers.run)
    case .epoch(let report):
      let values = [
        ("loss", report.trainingLoss), ("learning_rate", report.learningRate), ("gradient_norm", report.gradientNorm),
        ("images_per_second", report.imagesPerSecond),
      ]
      writers.training.write(
        values.compactMap { tag, value in value.map { (tag, EventValue.scalar($0)) } }, step: report.step)
      writers.validation.write(Self.scalars(report.validation), step: report.step)
      if report.validation != nil || !hasValidation { try writeSet(state, writers.run) }
    default: break
    }
  }

  public func flush() {
    queue.wait()
    for writer in writers?.all ?? [] { writer.flush() }
  }

  public func end(_ ending: RunEnding) {
    queue.wait()
    guard let writers else { return }
    let status: RunStatus =
      switch ending {
      case .completed: .success
      case .interrupted: .running
      case .failed: .failure
      }
    writers.run.write(status)
    for writer in writers.all {
      do { try writer.close() } catch { onFailure(error) }
    }
  }

  /// Opens the files at the first event after the start, and writes the settings.
  private func open() throws {
    guard writers == nil, let (run, state) = started else { return }
    let directory = run.directory
    let folders = [directory.path, directory.trainingEvents, directory.validationEvents]
    // A start that was killed before its first checkpoint has left events as well.
    let isFirst = folders.allSatisfy { EventFolder.files(in: $0).isEmpty }
    let resumed = isFirst && state.step == 0 ? nil : state.step
    let opened = folders.map { EventWriter(folder: $0, resumingAfter: resumed, onFailure: onFailure) }
    let writers = Writers(run: opened[0], training: opened[1], validation: opened[2])
    let settings = RecordedSettings(run.configuration)
    if isFirst { writers.run.write(.settings(settings.texts), tag: "settings", step: state.step) }
    writers.run.write(settings.hyperParameters)
    let set = try ObservedSet(run, state.executor)
    if isFirst, let inputs = try set.inputs() {
      writers.run.write(.images(inputs), tag: "images/inputs", step: state.step)
    }
    (self.writers, self.set, hasValidation) = (writers, set, run.dataset.validation.count > 0)
  }

  private static func scalars(_ evaluation: Evaluation?) -> [(tag: String, value: EventValue)] {
    guard let evaluation else { return [] }
    return [
      ("loss", evaluation.loss), ("mse", evaluation.mse), ("mse01", evaluation.mse01), ("sse", evaluation.sse),
      ("psnr", evaluation.psnr),
    ].map { ($0, .scalar($1)) }
  }

  /// Writes images and histograms, if they are due.
  private func writeSet(_ state: ObservedState, _ writer: EventWriter) throws {
    guard let set else { return }
    let begin = ContinuousClock.now
    if interval > .zero, let lastSet, begin - lastSet < max(interval, cost.withLock { $0 } * 100) { return }
    queue.wait()
    let copy = try set.copy(state)
    let copying = ContinuousClock.now - begin
    lastSet = begin
    queue.start { [self, onFailure, step = state.step] in
      let begin = ContinuousClock.now
      do {
        writer.write(try copy.values(), step: step)
      } catch { onFailure(error) }
      cost.withLock { $0 = copying + (ContinuousClock.now - begin) }
    }
  }
}
