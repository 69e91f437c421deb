import Hourglass
import TestSupport
import Testing

@Suite struct NormalizedRunTests {
  private func settings(_ small: SmallRuns, _ kind: ImageNormalization, model: Int = 0) -> RunSettings {
    var settings = small.settings(model, epochs: 2)
    settings.data.normalization = kind
    return settings
  }

  @Test(arguments: ImageNormalization.allCases)
  func `a run with it goes on exactly, whatever the threads`(_ kind: ImageNormalization) throws {
    let small = try SmallRuns()
    let whole = try small.trained(settings(small, kind), in: "whole", threads: 1)
    #expect(try small.run(settings(small, kind), in: "parts").train(untilStep: 3) == .interrupted(step: 3))
    let parts = try small.trained(settings(small, kind), in: "parts", threads: 3)
    #expect(try parts.trainedParameters().elements == whole.trainedParameters().elements)
  }

  @Test(arguments: [ImageNormalization.meanImage, .meanPixel])
  func `subtracting a mean leaves the error in pixels what it is in the network's units`(
    _ kind: ImageNormalization
  ) throws {
    let small = try SmallRuns()
    var settings = settings(small, kind)
    settings.data.scaling = .symmetric
    let run = try small.trained(settings)
    let evaluation = try run.evaluate(.train, executor: SmallRuns.executor())
    #expect(abs(evaluation.mse01 - evaluation.mse / 4) < 1e-6 * evaluation.mse)
  }

  @Test func `the error in pixels is that of what is shown`() throws {
    let small = try SmallRuns()
    let run = try small.trained(settings(small, .perImage))
    let images = try run.images(of: .train)
    let shown = try Reconstructor(
      run.model, scaling: run.configuration.training.scaling, executor: SmallRuns.executor()
    ).reconstruct(images, parameters: run.trainedParameters())
    let original = try images.indices.flatMap { try images.images.pixels(at: Int($0)) }.map { Float($0) / 255 }
    let error = zip(shown, original).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) } / Double(original.count)
    let evaluation = try run.evaluate(.train, executor: SmallRuns.executor())
    #expect(abs(error - evaluation.mse01) < 1e-4 * error)
    #expect(
      abs(evaluation.mse01 - evaluation.mse / 4) > 1e-3 * evaluation.mse01, "standardised images have other units")
  }

  @Test func `the statistics are those of the training images, and stay in the checkpoint`() throws {
    let small = try SmallRuns()
    let run = try small.trained(settings(small, .meanImage))
    let mean = try #require(run.model.normalizer.mean)
    let range = try #require(run.model.parameters.range(of: mean))
    let images = try run.images(of: .train)
    let scaling = run.configuration.training.scaling
    var expected = [Double](repeating: 0, count: images.images.bytesPerImage)
    for index in images.indices {
      for (place, byte) in try images.images.pixels(at: Int(index)).enumerated() {
        expected[place] += Double(Float(byte) * scaling.scale + scaling.offset)
      }
    }
    let stored = try run.trainedParameters().elements[range]
    #expect(zip(stored, expected).allSatisfy { abs(Double($0) - $1 / Double(images.count)) < 1e-5 })
    #expect(run.name.contains("normalization=mean-image"))
  }

  @Test func `a cross-entropy of normalized images is refused`() throws {
    let small = try SmallRuns()
    var settings = settings(small, .perImage, model: 2)
    settings.loss = ["bce": 1]
    let error = try #require(throws: LossError.self) { try settings.resolved() }
    #expect(error.description.contains("normalization") && error.description.contains("per-image"))
  }

  @Test func `a run is not resumed with another normalization`() throws {
    let small = try SmallRuns()
    var first = settings(small, .meanImage)
    first.name = "same"
    try small.trained(first)
    var second = settings(small, .meanPixel)
    second.name = "same"
    let error = try #require(throws: RunError.self) { try small.trained(second) }
    #expect(error.description.contains("normalization was mean-image, is mean-pixel"))
  }

  @Test func `a mean that nothing subtracts is refused`() throws {
    let small = try SmallRuns()
    var settings = settings(small, .perImage)
    settings.data.mean = "mean.binaryproto"
    let error = try #require(throws: RunFileError.self) { try settings.resolved() }
    #expect(error.description.contains("mean.binaryproto"))
  }

  @Test func `an optimiser that takes all images at once refuses augmentations`() throws {
    let small = try SmallRuns()
    var settings = small.settings()
    settings.optimizer = "lbfgs"
    settings.data.augmentation = try Augmentations("flip=lr")
    let error = try #require(throws: RunFileError.self) { try settings.resolved() }
    #expect(error.description.contains("augmentation"))
  }

  @Test func `what was noted of a run is read as it was written`() throws {
    let configuration = try SmallRuns().settings().resolved()
    let record = [("fingerprint", "54e02506"), ("hourglass", "0.1.0"), ("other", "00123456")]
    let read = try RunFile(yaml: RunFile.yaml(configuration, record: record), path: "run.yaml").record
    #expect(read == Dictionary(uniqueKeysWithValues: record))
  }

  @Test func `a name that is none is refused with those that are`() throws {
    let yaml = "model: {name: AE}\ndata: {dataset: mnist, normalization: mean}\n"
    let error = try #require(throws: RunFileError.self) { try RunFile(yaml: yaml, path: "f.yaml") }
    #expect(error.description.contains("mean-image"))
  }
}

extension FlatVector {
  fileprivate var elements: [Float] { withUnsafeBuffer { Array($0) } }
}
