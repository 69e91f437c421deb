import Autoencoders
import ImageData
import ImageFormats
import ImageShapes
import Pictures
import Synchronization
import Tensors
public import Training

/// Records the film of a run: the reconstructions of the same images at every validation.
///
/// - The images are evenly spread over the validation images, or over the training images where there are none. A run whose
///   images have neither 1 nor 3 channels has no film.
/// - Each validation gives a strip, `images/film/step-00000123.png`: the reconstructions side by side. The originals are
///   in `originals.png`.
/// - At most 400 strips are kept. Every validation is kept until there would be more, then every second one, then every
///   fourth, and so on, from the first; the newest always stays.
/// - Once strips have taken a tenth of a second, they are drawn at every second validation, every fourth, and so on, so that
///   one takes at most 1% of the time between two; the last epoch always gets one.
/// - Strips after the step from which a run is resumed are removed; so are all if the film gets other images.
///
/// The training waits for the reconstructions alone: pictures are encoded and written on a queue. A strip that cannot be
/// written does not stop it.
public final class FilmRecorder: RunObserver, @unchecked Sendable {
  public let name = "film"
  private let count: Int
  private let onFailure: @Sendable (any Error) -> Void
  private let queue = ObserverQueue("film")

  // Used on the thread that trains.
  private var run: Run?
  private var images: ImageSubset?
  private var reconstructor: StageReconstructor?
  private var begin = ContinuousClock.now
  private var numbering = FilmThinning(interval: 1)
  private var epochs = 0
  /// The pace, which both threads note the time of strips in.
  private let pace = Mutex(FilmPace())

  // Used on the queue.
  /// The film's folder, once it holds the originals.
  private var folder: FilmFolder?
  private var thinning = FilmThinning(interval: 1)
  private var steps: [Int] = []
  private var hasFailed = false

  /// Creates a recorder.
  ///
  /// - Parameters:
  ///   - count: The number of images; with 0 strips are only removed.
  ///   - onFailure: Receives the first in a row of errors that keep strips from being written, on any thread.
  public init(count: Int = 8, onFailure: @escaping @Sendable (any Error) -> Void = { _ in }) {
    (self.count, self.onFailure) = (count, onFailure)
  }

  public func begin(_ run: Run, _ state: ObservedState) throws {
    self.run = run
    if count > 0, Picture.Colour(rawValue: run.model.image.channels) != nil {
      let images = try run.observedImages(count)
      self.images = images.count > 0 ? images : nil
      reconstructor = StageReconstructor(run, batchSize: count)
    }
    attempt { [folder = FilmFolder(run.directory), step = state.step] _ in try folder.discard(after: step) }
  }

  public func observe(_ event: TrainingEvent, _ state: ObservedState) throws {
    guard let run, let images else { return }
    switch event {
    case .started(let start):
      let interval = StepInterval(
        epochs: run.configuration.training.validationInterval, stepsPerEpoch: start.stepsPerEpoch)
      (begin, epochs) = (ContinuousClock.now, start.epochs)
      numbering = FilmThinning(interval: interval.steps ?? 1)
      attempt { [numbering] in $0.thinning = numbering }
    case .validation: try record(images, run, state, isLast: false)
    case .epoch(let epoch) where epoch.validation != nil || run.dataset.validation.count == 0:
      try record(images, run, state, isLast: epoch.epoch >= epochs)
    default: break
    }
  }

  public func flush() { queue.wait() }

  public func end(_ ending: RunEnding) { queue.wait() }

  private func record(_ images: ImageSubset, _ run: Run, _ state: ObservedState, isLast: Bool) throws {
    queue.wait()
    let now = ContinuousClock.now
    let isDue = pace.withLock { $0.isDue(number: numbering.number(of: state.step), elapsed: (now - begin).seconds) }
    guard isDue || isLast, let pixels = try reconstructor?.reconstruct(images, state) else { return }
    let drawing = ContinuousClock.now - now
    attempt { [folder = FilmFolder(run.directory), shape = run.model.image, step = state.step] recorder in
      let now = ContinuousClock.now
      defer { recorder.pace.withLock { $0.note(seconds: (drawing + (ContinuousClock.now - now)).seconds) } }
      if recorder.folder == nil {
        try folder.prepare(FilmStrip.picture(images.indices.map { try images.images.picture(at: Int($0)) }))
        (recorder.folder, recorder.steps) = (folder, folder.steps)
      }
      try recorder.write(FilmStrip.picture(pixels, shape: shape), to: folder, step: step)
    }
  }

  /// Writes a strip and removes those that are no longer kept.
  private func write(_ strip: Picture, to folder: FilmFolder, step: Int) throws {
    try folder.write(strip, to: folder.strip(step: step))
    let all = steps.filter { $0 < step } + [step]
    steps = thinning.kept(of: all)
    let kept = Set(steps)
    try folder.remove(all.filter { !kept.contains($0) })
  }

  /// Does `job` on the queue; reports its error unless the job before failed as well.
  private func attempt(_ job: @escaping @Sendable (FilmRecorder) throws -> Void) {
    queue.start { [self] in
      do {
        try job(self)
        hasFailed = false
      } catch {
        if !hasFailed { onFailure(error) }
        hasFailed = true
      }
    }
  }
}
