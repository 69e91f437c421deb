import Autoencoders
import CPUEngine
import Files
import Foundation
import ImageData
import ImageFormats
import ImageShapes
import Insight
import Statistics
import Tensors
import TestSupport
import Testing
import Training

/// Fréchet distances by the features of a classifier that is trained on the run's images.
@Suite struct FrechetTests {
  /// Waves with 120 training, 12 validation and 60 test images.
  private struct Fixture {
    let waves: Waves
    private let dataset: Dataset

    init(labelled: Bool = true) throws {
      let waves = try Waves()
      func images(_ count: Int, from first: Int) -> ImageSet {
        let set = waves.images(count, from: first)
        guard !labelled else { return set }
        return set.withPixels { ImageSet(pixels: Array($0), shape: Waves.shape, name: "plain") }
      }
      let test = images(60, from: 5000)
      self.waves = waves
      dataset = try Dataset(
        name: "waves", images: images(132, from: 0), split: .first(12), seed: 0,
        test: DeferredImages(count: 60, shape: Waves.shape) { test })
    }

    func run(_ model: any ModelConfiguration, epochs: Int = 1, seed: UInt64 = 0) throws -> Run {
      var configuration = try RunConfiguration(model: model, dataset: "waves")
      (configuration.training.batchSize, configuration.training.epochs) = (10, epochs)
      configuration.training.seed = seed
      let run = try Run(configuration, dataset: dataset, runs: waves.folder.path)
      _ = try run.train(executor: waves.executor)
      return run
    }

    var saved: [String] {
      get throws {
        let folder = waves.folder(".features")
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      }
    }
  }

  private func distance(_ a: [Float], _ b: [Float], size: Int) throws -> Double {
    try Gaussian(of: a, size: size, isUnbiased: true)
      .frechetDistance(to: Gaussian(of: b, size: size, isUnbiased: true))
  }

  @Test func `features come from a classifier that is trained once, saved, and read again`() throws {
    let fixture = try Fixture()
    let run = try fixture.run(AE())
    var notes: [String] = []
    var seen: [Int] = []
    let network = try FeatureNetwork(
      of: run, note: { notes.append($0) }, progress: { seen += [$0, $1] }, executor: fixture.waves.executor)
    #expect(seen.count > 2 && seen.last == seen.max() && seen.dropLast().last == seen.last)
    let description = network.description
    #expect((description.size, description.classes) == (128, 3))
    // Validation images are held out of the run's training alone.
    #expect((description.trainingImages, description.testImages) == (132, 60))
    #expect(try #require(description.accuracy) > 0.9)
    #expect(try notes.count == 1 && fixture.saved.count == 1)
    let again = try FeatureNetwork(
      of: fixture.run(AE(), seed: 1), note: { notes.append($0) }, executor: fixture.waves.executor)
    #expect(notes.count == 1 && again.description == description)
    let images = try run.images(of: .test)
    let features = try network.features(of: images)
    #expect(features.count == 60 * 128 && features.allSatisfy { $0 >= 0 } && features.contains { $0 > 0 })
    #expect(try again.features(of: images) == features)
    // Pixels in memory have the same features, clipped to what a picture can show.
    let pixels = try fixture.waves.pixels(images)
    #expect(zip(network.features(of: pixels), features).allSatisfy { abs($0 - $1) < 1e-4 * max(1, $1) })
    let (beyond, white) = (pixels.map { $0 > 0.9 ? 2 : $0 }, pixels.map { $0 > 0.9 ? 1 : $0 })
    #expect(network.features(of: beyond) == network.features(of: white))
    // A damaged file is replaced.
    let path = fixture.waves.folder(".features/\(try fixture.saved[0])")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    try bytes.dropLast(40).write(to: URL(fileURLWithPath: path))
    let repaired = try FeatureNetwork(of: run, note: { notes.append($0) }, executor: fixture.waves.executor)
    #expect(notes.count == 2 && repaired.description == description)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
  }

  @Test func `distances are those of the features: training images are near, noise is far`() throws {
    let fixture = try Fixture()
    let (run, executor) = (try fixture.run(AE(), epochs: 20), fixture.waves.executor)
    let network = try FeatureNetwork(of: run, executor: executor)
    var done: [String: [Int]] = [:]
    let result = try run.frechetDistances(
      by: network, progress: { done[$0, default: []] += [$1, $2] }, executor: executor)
    #expect(
      Set(done.keys) == [
        "test images", "training images", "reconstructions", "codes", "codes of training images", "interpolations",
        "samples from prior", "samples from gaussian", "samples from mixture",
      ])
    for (title, counts) in done {
      let all = title == "codes of training images" ? 120 : 60
      #expect(counts.last == all && counts.allSatisfy { (1...all).contains($0) }, "\(title): \(counts)")
    }
    #expect((result.part, result.images, result.fittedImages, result.codeSize) == ("test", 60, 120, 128))
    let test = try network.features(of: run.images(of: .test))
    #expect(try distance(test, test, size: 128) < 1e-6)
    let reconstructor = try Reconstructor(run.model, scaling: .unit, executor: executor)
    let reconstructed = try reconstructor.reconstruct(
      run.images(of: .test), parameters: run.trainedParameters(on: executor))
    let wanted = try distance(test, network.features(of: reconstructed), size: 128)
    #expect(abs(result.reconstructions - wanted) < 1e-6 * max(1, wanted))
    let noise = network.features(of: (0..<60 * 256).map { Float($0 * 89 % 251) / 250 })
    let farthest = try distance(test, noise, size: 128)
    #expect(result.training < result.reconstructions && result.reconstructions < farthest)
    let samples = try CodeSampler.Source.allCases.map { try #require(result[$0]) }
    #expect(samples.allSatisfy { $0 > result.training })
    // The code of AE is not normal: what is fitted to it is nearer.
    #expect(samples[1] < samples[0] && samples[2] < samples[0])
    #expect(try #require(result.interpolations) > result.training)
    #expect(result.notes.contains { $0.contains("60 images are few") })
    #expect(result.notes.contains { $0.contains("not trained to be normally distributed") })
    #expect(try run.frechetDistances(by: network, executor: executor) == result)
    #expect(try FrechetResult(jsonLine: result.jsonLine()) == result)
    let fewer = try run.frechetDistances(by: network, count: 30, executor: executor)
    #expect(fewer.images == 30)
  }

  @Test func `normal distributions have the distance of the closed form`() throws {
    // (3, 4) apart, variances 1 and 4 against 9 and 4: 25 + (1 - 3)² + (2 - 2)².
    let one = Gaussian(mean: [0, 0], covariance: [1, 0, 0, 4])
    let other = Gaussian(mean: [3, 4], covariance: [9, 0, 0, 4])
    #expect(try abs(one.frechetDistance(to: other) - 29) < 1e-9)
  }

  @Test func `a normal code has a prior, and a model without decodable codes has reconstructions alone`() throws {
    let fixture = try Fixture()
    let executor = fixture.waves.executor
    let variational = try fixture.run(VAE(), epochs: 2)
    let network = try FeatureNetwork(of: variational, executor: executor)
    let drawn = try variational.frechetDistances(by: network, executor: executor)
    #expect(drawn.prior != nil && !drawn.notes.contains { $0.contains("normally distributed") })
    var pooled = try fixture.run(ImageNetAE()).frechetDistances(by: network, executor: executor)
    #expect((pooled.prior, pooled.gaussian, pooled.mixture, pooled.interpolations) == (nil, nil, nil, nil))
    #expect(pooled.notes.contains { $0.contains("pooling switches") })
    // Runs that differ in their seed alone have a row of their mean.
    pooled.run += "_seed=1"
    pooled.seed = 1
    var second = drawn
    (second.run, second.seed) = ("\(drawn.run)_seed=1", 1)
    let table = FrechetComparison([drawn, second, pooled]).table
    #expect(table.rows.map { $0[0] } == [drawn.run, second.run, pooled.run, "\(drawn.run), mean ± deviation"])
    #expect(table.rows[2].suffix(4) == ["–", "–", "–", "–"])
    #expect(table.rows[3][2].hasSuffix("± 0.000"), "\(table.rows[3])")
    #expect(FrechetComparison([drawn, second]).explanations.count == 3)
  }

  @Test func `images without classes are refused, with the way out, and take the features of others`() throws {
    let (plain, labelled) = (try Fixture(labelled: false), try Fixture())
    let run = try plain.run(AE())
    let error = #expect(throws: RunError.self) { try FeatureNetwork(of: run, executor: plain.waves.executor) }
    #expect(try #require(error).code == .labels && "\(try #require(error))".contains("--features mnist"))
    let network = try FeatureNetwork(of: labelled.run(AE()), executor: plain.waves.executor)
    #expect(try run.frechetDistances(by: network, executor: plain.waves.executor).reconstructions > 0)
    let small = ImageShape(channels: 1, height: 8, width: 8)
    let other = try Waves().trained(AE(), shape: small, epochs: 1)
    #expect(throws: RunError.self) { try other.frechetDistances(by: network, executor: plain.waves.executor) }
  }
}
