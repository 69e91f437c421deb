import Autoencoders
import Diagnostics
public import ImageData
import ImageFormats
public import ImageShapes
public import Tensors
public import Training

/// The network that features come from, and how good it is.
public struct FeatureDescription: Codable, Hashable, Sendable {
  /// The title of the data set that it classifies.
  public var dataset: String
  /// Its layers, in words.
  public var network: String
  /// How it was trained, in words.
  public var protocolText: String
  /// The number of features.
  public var size: Int
  /// The number of classes.
  public var classes: Int
  /// The images that it was trained on.
  public var trainingImages: Int
  /// The held-out images that it was tested on.
  public var testImages: Int
  /// The share of these that it classifies correctly; nil where there are none.
  public var accuracy: Double?

  /// The description in one line.
  public var text: String {
    let measured = accuracy.map {
      ", \(MetricText.decimals(100 * $0, 2))% of \(testImages) held-out images classified correctly"
    }
    return "\(size) features of a classifier of \(dataset)\(measured ?? ""): \(network); \(protocolText), "
      + "\(trainingImages) images"
  }
}

/// A classifier of images whose last hidden layer gives the features of Fréchet distances.
///
/// Hourglass trains it itself, on the images of a data set with classes, so that nothing is downloaded.
public final class FeatureNetwork {
  /// What the network is.
  public let description: FeatureDescription
  /// The shape of the images that it takes.
  public var image: ImageShape { trained.model.image }

  private let trained: TrainedClassifier
  private let program: any PreparedProgram
  private let features: TensorResult
  private static let batchSize = 256
  private static let scaling = PixelScaling.unit

  /// The network of the images of a run: the one saved beside the runs, or one that is trained now, and saved.
  ///
  /// It learns from all training images, those held out for validation included, and its accuracy is that on the test
  /// images. Without test images it learns from the training images alone, and is tested on the validation images. Images
  /// without a class are left out.
  ///
  /// - Parameters:
  ///   - run: A run, which need not be trained.
  ///   - note: Called with a sentence before a network is trained.
  ///   - progress: Called while a network is trained, with the images that were seen, and with those of all epochs.
  ///   - executor: Runs the network.
  /// - Throws: `RunError` for images without classes; `ShapeError` for images that are too small; why an image cannot be
  ///   read; `FolderError` or `AtomicFileError` where the network cannot be saved.
  public convenience init(
    of run: Run, note: (String) -> Void = { _ in }, progress: (_ done: Int, _ count: Int) -> Void = { _, _ in },
    executor: any TensorExecutor
  ) throws {
    let (trained, description) = try Self.trained(on: run, note: note, progress: progress, executor: executor)
    try self.init(trained, description)
  }

  private init(_ trained: TrainedClassifier, _ description: FeatureDescription) throws {
    (self.trained, self.description) = (trained, description)
    let (program, features) = try trained.model.encoding()
    self.program = trained.executor.prepare(program, capacity: Self.batchSize)
    self.features = features
  }

  /// The saved network of a run's images, or one that is trained and saved.
  private static func trained(
    on run: Run, note: (String) -> Void, progress: (_ done: Int, _ count: Int) -> Void, executor: any TensorExecutor
  ) throws -> (TrainedClassifier, FeatureDescription) {
    let images = try FeatureImages(run.dataset, place: run.name)
    let classifier = FeatureClassifier(image: run.dataset.shape, classes: images.classes)
    let file = FeatureNetworkFile(runs: run.runs, images, classifier)
    let known = file.read { parameters in
      try TrainedClassifier(
        classifier, image: run.dataset.shape, parameters: parameters, scaling: scaling, executor: executor)
    }
    if let (trained, saved) = known {
      var description = saved
      description.dataset = run.dataset.title
      return (trained, description)
    }
    note("a classifier of \(run.dataset.title) is trained for its features, once; it is saved as \(file.path)")
    let trained = try TrainedClassifier(
      training: classifier, on: images.training, FeatureClassifier.schedule, seed: 0, scaling: scaling,
      progress: progress, executor: executor)
    let description = FeatureDescription(
      dataset: run.dataset.title, network: classifier.text, protocolText: FeatureClassifier.schedule.text,
      size: FeatureClassifier.featureCount, classes: images.classes, trainingImages: images.training.count,
      testImages: images.test.count, accuracy: try trained.accuracy(on: images.test))
    try file.write(trained, description)
    return (trained, description)
  }

  /// The features of `pixels`, `[n, c, h, w]`: `[n, size]`.
  ///
  /// Pixels are from 0 for black to 1 for white; values outside are clipped, as in pictures.
  public func features(of pixels: [Float]) -> [Float] {
    let elements = image.elements
    require(pixels.count.isMultiple(of: elements), "\(pixels.count) values are not images of \(image)")
    var found: [Float] = []
    HostNumbers.clampedToUnit(pixels).withUnsafeBufferPointer { pixels in
      guard let base = pixels.baseAddress else { return }
      for first in stride(from: 0, to: pixels.count / elements, by: Self.batchSize) {
        program.run(
          count: min(Self.batchSize, pixels.count / elements - first),
          feeds: ["images": .floats(base + first * elements)], parameters: trained.parameters, gradients: nil)
        found += program.values(of: features)
      }
    }
    return found
  }

  /// The features of `images`, `[n, size]`, without images that cannot be read.
  ///
  /// `progress` is called with the number of images done.
  ///
  /// - Throws: `RunError` for images of another shape; why an image cannot be read, if such images are not skipped.
  public func features(of images: ImageSubset, progress: (_ done: Int) -> Void = { _ in }) throws -> [Float] {
    guard images.images.shape == image else {
      throw RunError(
        .noImages,
        Report(
          "the images have another shape than those of the feature network", place: images.images.name,
          expected: "\(image)", got: "\(images.images.shape)",
          cure: "use the features of a data set whose images have the shape of the run's"))
    }
    var found: [Float] = []
    let feed = ImageFeed(images, batchSize: Self.batchSize)
    while let batch = try feed.next() {
      program.run(
        batch, scaling: Self.scaling, parameters: trained.parameters, gradients: nil,
        at: .evaluation(of: batch.images))
      found += program.values(of: features)
      progress(found.count / description.size)
    }
    return found
  }
}
