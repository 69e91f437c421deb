import Foundation
import Hourglass
import Insight
import TestSupport
import Testing

/// The film that a run leaves.
@Suite struct FilmRecorderTests {
  @Test func `each validation gives a strip of the reconstructions of the same images`() throws {
    let small = try ObservedRuns()
    let run = try small.train(small.settings())
    let film = try RunFilm(run.trained)
    #expect((film.steps, film.imageCount) == ([4, 8, 12], 3))
    #expect(run.directory.filmSteps == film.steps)
    let strip = try Picture(path: run.directory.filmStrip(step: 8))
    #expect(try strip == FilmStrip.picture(film.reconstructions(afterStep: 8)))
    // Of 7 validation images: the first, the third and the fifth.
    let validation = run.dataset.validation
    let originals = try [0, 2, 4].map { try validation.images.picture(at: Int(validation.indices[$0])) }
    #expect(try film.originals() == originals)
    let executor = ObservedRuns.executor()
    let reconstructor = try Reconstructor(
      run.model, scaling: run.configuration.training.scaling, executor: executor)
    let newest = executor.makeVector(
      try Checkpoint.readParameters(run.directory.checkpoint(epoch: 3), table: run.model.parameters))
    let pixels = try reconstructor.reconstruct(
      ImageSubset(validation.images, indices: [0, 2, 4].map { validation.indices[$0] }), parameters: newest)
    let size = run.model.image.elements
    let expected = (0..<3).map { Picture(planes: pixels[$0 * size..<($0 + 1) * size], shape: run.model.image) }
    // Another number of images at a time may round the last digit otherwise.
    for (shown, wanted) in zip(try film.reconstructions(afterStep: 12), expected) {
      #expect(shown.shape == wanted.shape)
      #expect(zip(shown.bytes, wanted.bytes).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
    }
    #expect(try film.reconstructions(afterStep: 4) != expected)
  }

  @Test(arguments: [[1, 3, 4, 6, 11], [5], [4, 8]])
  func `interrupted again and again, a run has the same film, byte for byte`(_ stops: [Int]) throws {
    let small = try ObservedRuns()
    var settings = small.settings()
    settings.training.validationInterval = 0.5
    let whole = try small.train(settings, in: "whole")
    for stop in stops { try small.train(settings, in: "parts", untilStep: stop) }
    let parts = try small.train(settings, in: "parts")
    #expect(try parts.files(in: "images/film") == whole.files(in: "images/film"))
    #expect(try whole.files(in: "images/film").count == 7)
  }

  @Test func `strips after the step of the resumed checkpoint are removed, and drawn again`() throws {
    let small = try ObservedRuns()
    let run = try small.train(small.settings())
    let whole = try run.files(in: "images/film")
    // As if the process had been killed after the last strip, before the last checkpoint.
    try FileManager.default.removeItem(atPath: run.directory.checkpoint(epoch: 3))
    try small.train(small.settings(), observers: { _ in [FilmRecorder(count: 0)] })
    #expect(
      try run.files(in: "images/film").keys.sorted() == ["originals.png", "step-00000004.png", "step-00000008.png"])
    try FileManager.default.removeItem(atPath: run.directory.checkpoint(epoch: 3))
    try small.train(small.settings())
    #expect(try run.files(in: "images/film") == whole)
  }

  @Test func `a checkpoint is written after what was observed before it`() throws {
    let small = try ObservedRuns()
    let run = try small.run(small.settings(epochs: 6))
    var steps: [Int] { (try? RunFilm(run.trained))?.steps ?? [] }
    _ = try run.train(executor: ObservedRuns.executor(), observers: run.recorders()) { event in
      guard case .checkpoint(let report) = event, let epoch = report.path.dropLast(12).last?.wholeNumberValue else {
        return
      }
      #expect(steps.contains(4 * epoch), "\(report.path): \(steps)")
    }
    #expect(steps.count == 6)
  }

  @Test func `checkpoints are the same with recorders and without, and so are the metrics`() throws {
    let small = try ObservedRuns()
    let with = try small.train(small.settings(), in: "with")
    let without = try small.train(small.settings(), in: "without", observers: { _ in [] })
    #expect(try with.files(in: "checkpoints") == without.files(in: "checkpoints"))
    #expect(try !without.files(in: "checkpoints").isEmpty)
    let losses = [with, without].map { RunOverview($0.directory).reports.map(\.validation) }
    #expect(losses[0] == losses[1] && losses[0].count == 3)
  }

  @Test func `another number of images starts the film again, none removes nothing`() throws {
    let small = try ObservedRuns()
    var settings = small.settings(epochs: 2)
    try small.train(settings)
    settings.training.epochs = 3
    settings.training.filmImages = 0
    let run = try small.train(settings)
    #expect(try RunFilm(run.trained).steps == [4, 8])
    settings.training.epochs = 4
    settings.training.filmImages = 64
    let film = try RunFilm(small.train(settings).trained)
    // All seven validation images.
    #expect((film.steps, film.imageCount) == ([16], 7))
  }

  @Test func `training images are taken where none validate, and each epoch has a strip`() throws {
    let small = try ObservedRuns()
    var settings = small.settings()
    settings.data.validation = ValidationSplit.none
    let run = try small.train(settings)
    let film = try RunFilm(run.trained)
    #expect(film.steps == [4, 8, 12])
    let training = run.dataset.training
    #expect(try film.originals()[1] == training.images.picture(at: Int(training.indices[70 / 3])))
  }

  @Test(arguments: ["GreedyStackedAE", "ConditionalVAE", "PCA", "AAE"])
  func `models with stages, classes, several objectives and no training have a film`(_ model: String) throws {
    let small = try ObservedRuns()
    var settings = small.settings(epochs: 2)
    (settings.model, settings.modelFields) = (model, [:])
    let run = try small.train(settings)
    let steps = try RunFilm(run.trained).steps
    #expect(steps.count == max(1, 2 * run.model.stages.count), "\(steps)")
  }

  @Test func `a restart removes the film`() throws {
    let small = try ObservedRuns()
    try small.train(small.settings())
    let run = try small.train(small.settings(epochs: 1), restart: true)
    #expect(try RunFilm(run.trained).steps == [4])
  }

  @Test func `what is not finite is black`() throws {
    let shape = ImageShape(channels: 1, height: 1, width: 2)
    let strip = try FilmStrip.picture([.nan, 0.5, .infinity, -.infinity], shape: shape)
    #expect(strip.bytes == [0, 128, 255, 0])
    #expect(FilmStrip.pictures(of: strip, width: 2).map(\.bytes) == [[0, 128], [255, 0]])
  }

  @Test func `a film that cannot be written does not stop the training, and is reported once`() throws {
    let small = try ObservedRuns()
    let failures = Failures()
    let run = try small.run(small.settings())
    // A file where the folder should be.
    try FileManager.default.createDirectory(atPath: run.directory.images, withIntermediateDirectories: true)
    try put([1], at: run.directory.film)
    let outcome = try run.train(
      executor: ObservedRuns.executor(), observers: [FilmRecorder(onFailure: { failures.append($0) })])
    #expect(outcome.outcome == .completed)
    #expect(failures.count == 1)
    #expect(throws: FilmError.self) { try RunFilm(run.trained) }
  }
}

/// Errors that are reported on another thread.
final class Failures: @unchecked Sendable {
  private let lock = NSLock()
  private var found: [any Error] = []
  var count: Int { lock.withLock { found.count } }
  func append(_ error: any Error) { lock.withLock { found.append(error) } }
}
