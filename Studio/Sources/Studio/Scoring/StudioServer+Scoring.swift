import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Web

/// A scoring that was started.
struct StartedScoring: Codable, Sendable {
  var id: String
  /// What its images are called.
  var name: String
  var status: JobState
  /// The address of its page below the server's root.
  var url: String
}

extension StudioServer {
  /// Where runs and their images are.
  var scoringPlaces: ScoringPlaces { ScoringPlaces(runs: queue.store.runs, dataRoot: settings.dataRoot) }

  /// The threads that a scoring may take: all of those for jobs, one while a job is active.
  private var scoringThreads: Int { queue.jobs.contains { $0.state.isActive } ? 1 : max(1, settings.threads) }

  /// Starts to score the images of a request.
  ///
  /// One image is scored first, so that what cannot be scored is refused.
  ///
  /// - Throws: `WebError` with the fields that name nothing usable.
  func startScoring(_ request: ScoringRequest, _ run: RunSubject, _ kind: Scoring.Kind) async throws -> StartedScoring {
    guard run.row != nil else {
      throw WebError(.conflict, type: "state", "\(run.name) has no checkpoint yet: its training has not started")
    }
    let now = Date()
    var (images, description) = try await images(of: request, default: kind == .anomaly ? .test : .validation)
    let id = Scoring.newID(at: now)
    let place = scorings.place(id)
    try place.make()
    do {
      if let description {
        try description.write(to: place.description)
        images.path = place.description
      }
      var scoring = Scoring(id: id, run: run.name, kind: kind, images: images, created: now)
      scoring.normal = request.normalClasses
      let (places, threads, directory) = (scoringPlaces, scoringThreads, run.directory)
      let prepared = try await compute { [scoring] in
        try PreparedScoring(scoring, directory, places, threads: threads)
      }
      openedImages.keep(prepared.images, id)
      try scorings.start(prepared.scoring) { [openedImages] pass in
        try prepared.run(pass)
        // The page shows pictures next.
        openedImages.keep(prepared.images, id)
      }
      return StartedScoring(
        id: id, name: prepared.scoring.images.name, status: .queued, url: Self.url(of: prepared.scoring, run))
    } catch {
      try? FileManager.default.removeItem(atPath: place.path)
      throw Self.refusal(error, request, description: place.description)
    }
  }

  /// Continues those of `scorings` that were under way when the server ended.
  func resume(_ scorings: Scorings) {
    let (places, threads) = (scoringPlaces, scoringThreads)
    scorings.resume { [openedImages] scoring in
      let prepared = try PreparedScoring(scoring, "\(places.runs)/\(scoring.run)", places, threads: threads)
      openedImages.keep(prepared.images, scoring.id)
      return prepared
    }
  }

  /// The address of a scoring's page below the server's root.
  static func url(of scoring: Scoring, _ run: RunSubject) -> String {
    "\(run.url)/\(scoring.kind == .anomaly ? "anomaly" : "test-many")/\(scoring.id)"
  }

  /// An error as the answer to a request: what is wrong with the images at their field.
  ///
  /// - Parameter description: The file that describes the images, which nobody has heard of.
  static func refusal(_ error: any Error, _ request: ScoringRequest, description: String? = nil) -> any Error {
    let named = request.folder ?? request.list ?? "the images"
    let text = description.map { PageWords.of(error).replacing($0, with: named) } ?? PageWords.of(error)
    return switch error {
    case let error as RunError where [.noCheckpoint, .badCheckpoint, .diverged, .busy].contains(error.code):
      WebError(.conflict, type: "state", text)
    case let error as DatasetError where error.code == .noClasses && !request.normalClasses.isEmpty:
      WebError(fields: [FieldError("normal", text)])
    case is any ReportedError: WebError(fields: [FieldError(request.field, text)])
    default: error
    }
  }
}

/// A scoring whose images are open.
struct PreparedScoring: Sendable {
  let scoring: Scoring
  private let places: ScoringPlaces
  private let threads: Int
  let images: ImageSubset
  /// The normal training images, and the normal ones that thresholds come from; nil where reconstructions alone are scored.
  private let normal: (training: ImageSubset, reference: ImageSubset)?

  /// The maximum size of the codes of normal images in bytes; larger ones leave the reconstruction alone.
  private static let maxCodeBytes = 512 << 20

  /// Opens the images, and scores the first of them; blocks.
  ///
  /// - Throws: why the run or the images cannot be used.
  init(_ scoring: Scoring, _ directory: String, _ places: ScoringPlaces, threads: Int) throws {
    var scoring = scoring
    let opened = try ScoredImages(directory, scoring.images, places)
    var images = opened.images
    (images.reading.threads, images.reading.onBadImage) = (threads, .skip)
    (self.places, self.threads, self.images) = (places, threads, images)
    let executor = try Self.executor(threads: 1)
    let first = try images.prefix(32).readable(1)
    if first.count > 0 { _ = try opened.run.reconstructed(first, executor: executor) }
    let position = try opened.run.position()
    (scoring.epoch, scoring.step, scoring.total) = (position.epoch, position.step, images.count)
    scoring.has_classes = images.images.labels != nil
    scoring.class_names = images.images.classNames
    scoring.notes = opened.notes
    if scoring.images.name.isEmpty { scoring.images.name = "\(opened.title), \(scoring.images.part.rawValue) images" }
    guard scoring.kind == .anomaly else {
      let shape = opened.run.model.image
      scoring.metrics = [.mse01, .mae, .psnr] + (min(shape.height, shape.width) < 3 ? [] : [.ssim])
      (self.scoring, normal) = (scoring, nil)
      return
    }
    let run = try Run.open(
      RunDirectory(path: directory), runs: places.runs, dataRoot: places.dataRoot, memoryLimit: 0,
      environment: ProcessInfo.processInfo.environment)
    let hasValidation = run.dataset.validation.count > 0
    var (normal, reference) = (run.dataset.training, hasValidation ? run.dataset.validation : run.dataset.training)
    (normal.reading.threads, normal.reading.onBadImage) = (threads, .skip)
    (reference.reading.threads, reference.reading.onBadImage) = (threads, .skip)
    let selection = scoring.normal.isEmpty ? run.configuration.data.classes : ClassSelection(scoring.normal)
    if let selection {
      let classes = try selection.numbers(in: normal)
      scoring.normal_classes = classes.map(Int.init).sorted()
      (normal, reference) = (normal.ofClasses(classes), reference.ofClasses(classes))
    }
    let codes = try CodeEncoder(run.model, scaling: run.configuration.training.scaling, executor: executor).size
    let bytes = normal.count * codes * MemoryLayout<Float>.size
    scoring.metrics = [.reconstruction]
    if bytes <= Self.maxCodeBytes {
      scoring.metrics += codes <= CodeSampler.maxSize ? [.mahalanobis, .neighbour] : [.neighbour]
    } else {
      scoring.notes.append(
        "The codes of \(Figures.count(normal.count, "normal image")) take \(Figures.bytes(bytes)), too much to hold: "
          + "the reconstruction alone is scored. `hourglass anomaly` scores them, too.")
    }
    if !scoring.has_classes {
      scoring.notes.append("The images have no classes: there is no ROC curve.")
    } else if selection == nil {
      scoring.notes.append("No class is chosen as normal: all training images are, and there is no ROC curve.")
    }
    (self.scoring, self.normal) = (scoring, (normal, reference.prefix(Self.maxReferences)))
  }

  /// Normal images that thresholds come from, at most.
  private static let maxReferences = 2000

  private static func executor(threads: Int) throws -> CPUExecutor {
    CPUExecutor(
      try .chosen(environment: ProcessInfo.processInfo.environment), threads: ThreadPool(count: threads))
  }

  /// Whether this is the rest of `other`: the same checkpoint, as many images, the same metrics.
  func continues(_ other: Scoring) -> Bool {
    (scoring.step, scoring.total, scoring.metrics) == (other.step, other.total, other.metrics)
  }

  /// Scores all images, or those after a part that is scored already; blocks.
  ///
  /// - Throws: `CancellationError` where somebody stopped it; why it cannot be done.
  func run(_ pass: ScoringPass, after part: ScoredPart? = nil) throws {
    let first = part?.next ?? 0
    // Images that could not be read are named again.
    if let missing = part?.missing, !missing.isEmpty { _ = try images.selecting(missing).readable(missing.count) }
    guard first < images.count else { return }
    let rest = images.selecting(first..<images.count)
    // It may have waited for its turn.
    let run = try TrainedRun.open(RunDirectory(path: "\(places.runs)/\(pass.run)"), runs: places.runs)
    let executor = try Self.executor(threads: threads)
    guard let normal else {
      try run.score(rest, executor: executor) { scores in
        try pass.append(
          scores.map { score in
            let values = [score.mse01, score.mae, score.psnr, score.ssim ?? .nan].map { Float($0) }
            return entry(first + score.image, score.label, Array(values.prefix(scoring.metrics.count)))
          }, from: images)
      }
      return
    }
    let detector = try AnomalyDetector(
      run, normal: normal.training, maxCodeBytes: Self.maxCodeBytes, executor: executor
    ) { done in
      try pass.note("codes of \(Figures.count(done)) of \(Figures.count(normal.training.count, "normal image"))")
    }
    let kinds = scoring.metrics.compactMap { AnomalyScore(rawValue: $0.rawValue) }
    try pass.note("scores of \(Figures.count(normal.reference.count, "normal image"))")
    let references = try detector.measure(normal.reference)
    try pass.update { scoring in
      scoring.references = kinds.map { kind in
        (references[kind] ?? []).isEmpty ? .nan : Double(quantiles(of: references[kind] ?? [], [0.99])[0])
      }
      scoring.reference_images = references[.reconstruction]?.count ?? 0
    }
    try detector.measure(rest) { piece in
      let entries = piece.images.enumerated().map { place, image in
        let label = piece.labels.flatMap { $0[place] < 0 ? nil : Int($0[place]) }
        return entry(first + image, label, kinds.map { piece.scores[$0]?[place] ?? .nan })
      }
      try pass.append(entries, from: images)
    }
  }

  private func entry(_ image: Int, _ label: Int?, _ scores: [Float]) -> ScoreWriter.Entry {
    ScoreWriter.Entry(
      image: image, title: images.images.title(of: Int(images.indices[image])), label: label,
      className: label.map { scoring.className($0) } ?? "", scores: scores)
  }
}
