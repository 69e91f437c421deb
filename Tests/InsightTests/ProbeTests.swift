import Autoencoders
import Foundation
import ImageData
import ImageFormats
import ImageShapes
import Insight
import Pictures
import Statistics
import Tensors
import TestSupport
import Testing
import Training

/// Classifiers and detectors of anomalies on codes.
@Suite struct ProbeTests {
  @Test func `probes classify codes, and say how`() throws {
    let waves = try Waves()
    let run = try waves.trained(AE(), epochs: 10, images: 132)
    let results = try run.probed(by: Probe.allCases, executor: waves.executor)
    #expect(results.map(\.probe) == Probe.allCases)
    for result in results {
      #expect(result.accuracy > 0.9, "\(result.probe) \(result.accuracy)")
      #expect((result.trainingImages, result.testImages, result.size, result.layer) == (120, 12, 128, "code"))
      #expect(abs(result.recalls.reduce(0, +) / 3 - result.accuracy) < 1e-9)
    }
    // Held-out training images choose the settings of these two.
    #expect(results.map { $0.chosen != nil } == results.map { $0.probe == .svm || $0.probe == .fineTuned })
    // The same by hand: five nearest codes.
    let codes = try run.trained.codes(of: run.images(of: .train), executor: waves.executor)
    let test = try run.trained.codes(of: run.images(of: .validation), executor: waves.executor)
    let found = try NearestNeighbours(samples: codes.codes, size: codes.size)
      .labels(of: test.codes, labels: codes.labels, k: 5)
    let accuracy = Double(zip(found, test.labels).count { $0 == $1 }) / 12
    #expect(results.first { $0.probe == .neighbours }?.accuracy == accuracy)
    let fewer = try run.probed(by: [.logistic], layer: "encoder", trainingImages: 30, executor: waves.executor)
    #expect((fewer[0].layer, fewer[0].trainingImages) == ("encoder", 30))
  }

  @Test func `a probe of images without classes is refused`() throws {
    let waves = try Waves()
    let images = ImageSet(pixels: [UInt8](repeating: 7, count: 20 * 256), shape: Waves.shape, name: "plain")
    var configuration = try RunConfiguration(model: AE(), dataset: "plain")
    configuration.training.epochs = 1
    let run = try Run(
      configuration, dataset: Dataset(name: "plain", images: images, split: .first(5), seed: 0),
      runs: waves.folder.path)
    _ = try run.train(executor: waves.executor)
    let error = #expect(throws: RunError.self) { try run.probed(by: [.svm], executor: waves.executor) }
    #expect(try #require(error).code == .labels)
  }

  @Test func `anomalous images have larger scores, measured as stated`() throws {
    let waves = try Waves()
    let run = try waves.trained(AE(), epochs: 10, images: 132)
    let all = ImageSubset(waves.images(60, from: 1000))
    let results = try run.anomalies(normal: ["1"], in: all, falsePositiveRate: 0.1, executor: waves.executor)
    #expect(results.map(\.score) == AnomalyScore.allCases)
    for result in results where result.score != .reconstruction {
      #expect(result.auroc > 0.9, "\(result.score) \(result.auroc)")
    }
    #expect(results.allSatisfy { $0.normalHistogram.reduce(0, +) == 20 && $0.anomalousHistogram.reduce(0, +) == 40 })
    let detector = try AnomalyDetector(
      run.trained, normal: run.dataset.training.ofClasses([1]), executor: waves.executor)
    let scores = try #require(detector.measure(all)[.reconstruction])
    let reconstructor = try Reconstructor(run.model, scaling: .unit, executor: waves.executor)
    let reconstructed = try reconstructor.reconstruct(all, parameters: run.trainedParameters(on: waves.executor))
    let pixels = try waves.pixels(all)
    for image in [0, 17, 59] {
      let error = (image * 256..<(image + 1) * 256).reduce(0.0) { $0 + pow(Double(pixels[$1] - reconstructed[$1]), 2) }
      #expect(abs(Double(scores[image]) - error / 256) < 1e-6)
    }
    #expect(throws: RunError.self) {
      try run.anomalies(normal: [], in: all, falsePositiveRate: 0.1, executor: waves.executor)
    }
    #expect(throws: DatasetError.self) {
      try run.anomalies(normal: ["zebra"], in: all, falsePositiveRate: 0.1, executor: waves.executor)
    }
  }

  @Test func `images that cannot be read are left out with their classes`() throws {
    let waves = try Waves()
    let run = try waves.trained(AE(), epochs: 2, images: 132)
    let all = waves.images(30, from: 1000)
    let paths = try (0..<30).map { image in
      let path = waves.folder("\(image).png")
      try all.picture(at: image).write(to: path)
      return path
    }
    try put([1, 2, 3], at: waves.folder("bad.png"))
    let classes = (0..<30).map { "\((1000 + $0) % 3)" }
    func results(_ files: [String], _ labels: [String]) throws -> [AnomalyResult] {
      try run.anomalies(
        normal: ["1"], in: run.trained.images(files: files, labels: labels), falsePositiveRate: 0.1,
        executor: waves.executor)
    }
    let expected = try results(paths, classes)
    #expect(try results([waves.folder("bad.png")] + paths, ["0"] + classes) == expected)
    // Codes that would take too much memory are not held: the reconstruction is enough for its score.
    let normal = run.dataset.training.ofClasses([1])
    var done = 0
    let detector = try AnomalyDetector(
      run.trained, normal: normal, maxCodeBytes: normal.count * 128 * 4 - 1, executor: waves.executor
    ) { done = $0 }
    #expect((detector.scores, done) == ([.reconstruction], 0))
    let images = try run.trained.images(files: [paths[0], waves.folder("bad.png"), paths[1]], labels: ["0", "1", "2"])
    var numbers: [Int] = []
    try detector.measure(images) { piece in
      numbers += piece.images
      #expect(piece.labels == [0, 2])
      #expect(piece.scores[.reconstruction]?.count == 2)
    }
    #expect(numbers == [0, 2])
    #expect(throws: CancellationError.self) {
      try AnomalyDetector(run.trained, normal: normal, executor: waves.executor) { _ in throw CancellationError() }
    }
  }

  @Test func `a picture of noise is called anomalous, a normal one is not`() throws {
    let waves = try Waves()
    let run = try waves.trained(AE(), epochs: 30, images: 132)
    let scorer = try PictureScorer(run, normal: [], executor: waves.executor)
    #expect(scorer.normalCount == 12)
    let normal = try waves.images(1, from: 40).picture(at: 0)
    let noise = Picture(width: 16, height: 16, colour: .grey, bytes: (0..<256).map { UInt8($0 * 89 % 251) })
    let scores = try scorer.scores(
      of: [normal, noise], names: ["normal", "noise"], by: .reconstruction, falsePositiveRate: 0)
    #expect(scores.map(\.picture) == ["normal", "noise"])
    #expect(scores[1].isAnomalous && scores[1].scores["reconstruction"] ?? 0 > scores[0].scores["reconstruction"] ?? 1)
    let maps = try scorer.errorMaps(of: [normal, noise])
    #expect(maps.count == 2 && maps[0].width == 3 * 16 * 4 + 4 * 2)
  }
}
