import Autoencoders
import Diagnostics
import ImageData
import ImageFormats
import ImageShapes
import NeuralNetworks
import Tensors
import Training

/// A model whose training objective is that of a classifier of images.
protocol ImageClassifier: Autoencoder {
  /// The number of classes.
  var classes: Int { get }
  /// The scores of the classes before the softmax, `[n, classes]`.
  func scores(of images: Tensor) -> Tensor
}

extension ImageClassifier {
  /// -log of the softmax of the class of each image, mean over images.
  func loss(on images: Tensor, against target: Tensor) -> Tensor {
    let scores = scores(of: images)
    let ofClass = (scores * images.graph.labels.oneHot(classes: classes)).summedPerSample()
    return (scores.logSumExp(groupsOf: classes).summedPerSample() - ofClass).batchMean()
  }

  var lossName: String { "cross-entropy of classes" }
}

/// For how long a classifier is trained: by Adam, with a learning rate of 0.001.
struct ClassifierSchedule: Hashable, Sendable {
  /// Passes over the training images.
  var epochs: Int
  /// Small sets have more epochs, for at least this many steps.
  var minSteps: Int
  /// The images of a batch.
  var batchSize = 100

  /// The schedule in words.
  var text: String {
    "Adam, learning rate 0.001, \(epochs) epochs or \(minSteps) steps, batches of \(batchSize)"
  }

  /// The settings for `count` training images.
  func settings(count: Int, seed: UInt64, scaling: PixelScaling) -> TrainingSettings {
    let steps = max(1, (count + batchSize - 1) / batchSize)
    return TrainingSettings(
      batchSize: batchSize, epochs: max(epochs, (minSteps + steps - 1) / steps), l2Penalty: 0, seed: seed,
      scaling: scaling)
  }
}

/// An image classifier with its parameters.
struct TrainedClassifier {
  let classifier: any ImageClassifier
  let model: TracedModel
  let parameters: any DeviceVector
  let scaling: PixelScaling
  let executor: any TensorExecutor

  /// A classifier that `model` traces, with its parameters.
  init(
    _ classifier: any ImageClassifier, model: TracedModel, parameters: any DeviceVector, scaling: PixelScaling,
    executor: any TensorExecutor
  ) {
    (self.classifier, self.model, self.parameters) = (classifier, model, parameters)
    (self.scaling, self.executor) = (scaling, executor)
  }

  /// A classifier with known `parameters`, a vector of the executor.
  ///
  /// - Throws: `ShapeError` for images that the classifier does not fit.
  init(
    _ classifier: any ImageClassifier, image: ImageShape, parameters: (ParameterTable) throws -> FlatVector,
    scaling: PixelScaling, executor: any TensorExecutor
  ) throws {
    (self.classifier, self.scaling, self.executor) = (classifier, scaling, executor)
    model = try TracedModel(classifier, image: image)
    self.parameters = executor.makeVector(try parameters(model.parameters))
  }

  /// Trains `classifier`.
  ///
  /// - Parameters:
  ///   - classifier: The classifier.
  ///   - images: The training images, each with a class.
  ///   - schedule: For how long.
  ///   - seed: The seed of initial values and shuffling.
  ///   - scaling: The pixel range.
  ///   - progress: Called after each step with the images that were seen, and with those of all epochs.
  ///   - executor: Runs the training.
  /// - Throws: `ShapeError`; `RunError` when the loss is not finite; why an image cannot be read.
  init(
    training classifier: any ImageClassifier, on images: ImageSubset, _ schedule: ClassifierSchedule, seed: UInt64,
    scaling: PixelScaling, progress: (_ done: Int, _ count: Int) -> Void = { _, _ in }, executor: any TensorExecutor
  ) throws {
    (self.classifier, self.scaling, self.executor) = (classifier, scaling, executor)
    model = try TracedModel(classifier, image: images.images.shape)
    var state = TrainingState(
      model, optimizer: try OptimizerConfiguration("Adam"), seed: seed, averaging: nil, executor: executor)
    let dataset = Dataset(
      name: images.images.name, split: .none, training: images, validation: images.selecting([]))
    let settings = schedule.settings(count: images.count, seed: seed, scaling: scaling)
    var seen = 0
    let outcome = try Trainer(model, dataset, settings, executor: executor).train(&state) { event, _ in
      guard case .step(let report) = event else { return }
      seen += report.images
      progress(seen, settings.epochs * images.count)
    }
    if case .diverged(let step, _, _, let loss) = outcome {
      throw RunError(
        .diverged,
        Report(
          "the loss of a classifier is not finite", place: "\(images.images.name), step \(step)",
          expected: "a finite number", got: "\(loss)"))
    }
    parameters = state.parameters
  }

  /// The class with the maximum score for each image of `images`.
  ///
  /// - Throws: why an image cannot be read.
  func classes(of images: ImageSubset) throws -> [Int32] { try predictions(on: images).found }

  /// The share of `images`, which have classes, that is classified correctly; nil where there are none.
  ///
  /// - Throws: why an image cannot be read.
  func accuracy(on images: ImageSubset) throws -> Double? {
    let (found, labels) = try predictions(on: images)
    guard !labels.isEmpty else { return nil }
    return Double(zip(found, labels).count { $0 == $1 }) / Double(labels.count)
  }

  /// The class found for each image, and its own where it is known.
  private func predictions(on images: ImageSubset) throws -> (found: [Int32], labels: [Int32]) {
    let graph = Graph(parameters: model.parameters)
    let pixels = graph.input("images", model.image.dimensions)
    let result = TensorResult(classifier.scores(of: model.normalizer(pixels).normalize(pixels)))
    let program = executor.prepare(try Program(graph, tensors: [result]), capacity: 256)
    let classes = classifier.classes
    var (found, labels): ([Int32], [Int32]) = ([], [])
    let feed = ImageFeed(images, batchSize: 256)
    while let batch = try feed.next() {
      program.run(
        batch, scaling: scaling, parameters: parameters, gradients: nil, at: .evaluation(of: batch.images))
      let scores = program.values(of: result)
      for image in 0..<batch.count {
        let row = scores[image * classes..<(image + 1) * classes]
        found.append(Int32((row.indices.max { row[$0] < row[$1] } ?? row.startIndex) - row.startIndex))
      }
      labels += (batch.labels ?? []).map { Int32($0) }
    }
    return (found, labels)
  }
}
