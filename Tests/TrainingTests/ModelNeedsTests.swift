import Diagnostics
import Hourglass
import ImageData
import ImageFormats
import ImageShapes
import TestSupport
import Testing

/// What a model needs of its images, checked before training and before every use.
@Suite struct ModelNeedsTests {
  private static let shape = ImageShape(channels: 1, height: 28, width: 28)

  private func images(_ labels: [Int32]?, count: Int = 6) -> ImageSet {
    ImageSet(
      pixels: [UInt8](repeating: 9, count: count * Self.shape.elements), shape: Self.shape, labels: labels,
      name: "images")
  }

  private func run(_ labels: [Int32]?, test: [Int32]? = [0, 1], in folder: TemporaryFolder) throws -> Run {
    let test = images(test, count: 2)
    let dataset = try Dataset(
      name: "images", images: images(labels), split: .first(2), seed: 0,
      test: DeferredImages(count: 2, shape: Self.shape) { test })
    var configuration = try RunConfiguration(model: ConditionalVAE(), dataset: "images")
    configuration.name = "mine"
    configuration.training.epochs = 1
    return try Run(configuration, dataset: dataset, runs: folder.path)
  }

  private func refusal(_ run: Run) throws -> RunError {
    try #require(#expect(throws: RunError.self) { _ = try run.train(executor: SmallRuns.executor()) })
  }

  @Test func `a model of classes is not trained without labels`() throws {
    let folder = try TemporaryFolder()
    let error = try refusal(run(nil, in: folder))
    #expect(error.code == .labels)
    #expect("\(error)".contains("training images: the model needs the class of each image"))
    #expect(try folder.names.isEmpty)
  }

  @Test func `test images without labels are refused before training`() throws {
    let error = try refusal(run([0, 1, 2, 3, 4, 5], test: nil, in: TemporaryFolder()))
    #expect("\(error)".contains("images, test images: "))
  }

  @Test(arguments: [Int32(-1), 10, 255])
  func `a label outside the model's classes is refused`(_ label: Int32) throws {
    let error = try refusal(run([0, 1, 2, label, 4, 5], in: TemporaryFolder()))
    #expect(error.code == .labels)
    #expect("\(error)".contains("expected 0 to 9, got \(label)"))
  }

  @Test func `images given later need labels, too`() throws {
    let folder = try TemporaryFolder()
    let run = try run([0, 1, 2, 3, 4, 5], in: folder)
    let executor = SmallRuns.executor()
    _ = try run.train(executor: executor)
    let parameters = try run.trainedParameters(on: executor)
    let reconstructor = try Reconstructor(run.model, scaling: .unit, executor: executor)
    let encoder = try CodeEncoder(run.model, scaling: .unit, executor: executor)
    let later = ImageSubset(images(nil))
    #expect(throws: RunError.self) { try reconstructor.reconstruct(later, parameters: parameters) }
    #expect(throws: RunError.self) { try encoder.codes(of: later, parameters: parameters) }
    let labelled = ImageSubset(images([3, 3, 3, 3, 3, 3]))
    #expect(try reconstructor.reconstruct(labelled, parameters: parameters).count == 6 * Self.shape.elements)
  }

  @Test func `images of another shape than the model's are refused`() throws {
    let other = ImageSet(pixels: [0, 0, 0, 0], shape: ImageShape(channels: 1, height: 2, width: 2), name: "small")
    let model = try TracedModel(AE(), image: Self.shape)
    let error = #expect(throws: RunError.self) { try model.check(ImageSubset(other)) }
    #expect("\(try #require(error))".contains("expected 1x28x28, got 1x2x2"))
  }
}
