import Autoencoders
import CPUEngine
import Files
import Foundation
import ImageData
import ImageShapes
import Insight
import Pictures
import Statistics
import TestSupport
import Testing
import Training

/// The images with the smallest and the largest errors.
@Suite struct RankingTests {
  private let waves: Waves
  private let run: Run
  private let images: ImageSubset

  init() throws {
    waves = try Waves()
    run = try waves.trained(AE())
    images = try run.images(of: .validation)
  }

  /// The mse01 of each validation image, computed plainly.
  private func errors() throws -> [Double] {
    let reconstructor = try Reconstructor(run.model, scaling: .unit, executor: waves.executor)
    let pixels = try reconstructor.reconstruct(images, parameters: run.trainedParameters(on: waves.executor))
    return ImageSimilarity(channels: 1, height: 16, width: 16).meanSquaredErrors(pixels, try waves.pixels(images))
  }

  @Test func `best and worst are the ends of the sorted errors, with their classes`() throws {
    let ranking = try run.trained.ranking(of: images, count: 4, executor: waves.executor)
    let errors = try errors()
    let order = errors.indices.sorted { errors[$0] < errors[$1] }
    #expect(ranking.images == 12)
    #expect(ranking.best.map(\.image) == Array(order.prefix(4)))
    #expect(ranking.worst.map(\.image) == Array(order.reversed().prefix(4)))
    let labels = try #require(images.labels)
    for place in ranking.best + ranking.worst {
      #expect(abs(place.mse01 - errors[place.image]) < 1e-6)
      #expect(place.label == Int(labels[place.image]))
    }
    #expect(try ReconstructionRanking(jsonLine: ranking.jsonLine()) == ranking)
  }

  @Test func `an evaluation names the same images, and none if none are wanted`() throws {
    let ranking = try run.trained.ranking(of: images, executor: waves.executor)
    #expect(ranking.best.count == 10)
    let evaluation = try run.evaluation(on: .validation, executor: waves.executor)
    #expect(evaluation.measured.ranking?.worst.map(\.image) == ranking.worst.map(\.image))
    #expect(try run.evaluation(on: .validation, ranked: 0, executor: waves.executor).measured.ranking == nil)
  }

  @Test func `equal errors are in the order of the images, and few images are all named`() {
    let places = [0.2, 0.1, 0.2, 0.1].enumerated().map { ReconstructionRanking.Place(image: $0, mse01: $1) }
    let ranking = ReconstructionRanking(places, count: 10)
    #expect(ranking.best.map(\.image) == [1, 3, 0, 2])
    #expect(ranking.worst.map(\.image) == [0, 2, 1, 3])
  }

  @Test func `the images of a subset are counted within it`() throws {
    let subset = images.selecting([11, 3, 5])
    let ranking = try run.trained.ranking(of: subset, count: 3, executor: waves.executor)
    let errors = try errors()
    let wanted = [11, 3, 5].map { errors[$0] }
    #expect(ranking.best.map(\.image) == wanted.indices.sorted { wanted[$0] < wanted[$1] })
  }

  @Test func `each image has scores of its own, whose means are those of the evaluation`() throws {
    var scores: [ImageScore] = []
    try run.trained.score(images, executor: waves.executor) { scores += $0 }
    let errors = try errors()
    let labels = try #require(images.labels)
    #expect(scores.map(\.image) == Array(0..<12))
    for score in scores {
      #expect(abs(score.mse01 - errors[score.image]) < 1e-6)
      #expect(abs(score.psnr - -10 * log10(score.mse01)) < 1e-9)
      #expect(score.label == Int(labels[score.image]))
    }
    let metrics = try run.evaluation(on: .validation, executor: waves.executor).measured.reconstruction
    #expect(abs(scores.reduce(0) { $0 + $1.mae } / 12 - metrics.mae) < 1e-9)
    let similarities = scores.compactMap(\.ssim)
    #expect(abs(similarities.reduce(0, +) / 12 - (try #require(metrics.ssim))) < 1e-9)
    #expect(throws: CancellationError.self) {
      try run.trained.score(images, executor: waves.executor) { _ in throw CancellationError() }
    }
  }

  @Test func `tiles have their lines below, as many as fit into a row`() throws {
    let places = (0..<7).map { ReconstructionRanking.Place(image: 100 * $0, label: $0 % 3, mse01: 0.01) }
    let reconstructed = try run.trained.reconstructed(images.prefix(7), executor: waves.executor)
    let picture = try reconstructed.picture(captionedBy: places, classNames: ["short", "a very long name of a class"])
    // 16 x 16 pixels eight times as large, two of them above each other, and three lines of 20 pixels.
    let (width, height) = (16 * 8 + 4, 2 * 16 * 8 + 6 + 3 * 20)
    #expect((picture.width, picture.height) == (5 * (width + 12) + 12, 2 * (height + 12) + 12))
    #expect(throws: GridError.self) { try CaptionedTiles([]).composed() }
  }
}
