import Autoencoders
import ImageData
import ImageFormats
import ImageShapes
import NeuralNetworks
import Tensors
import Training

/// The encoder of a run and a linear layer, trained together to classify.
///
/// Both start where the run ended and from zero. As G. E. Hinton and R. Salakhutdinov (2006) and S. Rifai et al. (2011)
/// use an autoencoder to start a classifier.
struct FineTuning {
  static let epochs = 10
  /// Small sets have more epochs, for at least this many steps.
  static let minSteps = 500
  static let batchSize = 100

  private let model: TracedModel
  private let classifier: any CodeClassifier
  private let parameters: any DeviceVector
  private let run: Run
  private let executor: any TensorExecutor

  /// Trains on `training`, whose images have classes.
  ///
  /// - Throws: `RunError` when the training diverges; why an image cannot be read.
  init(_ run: Run, training: ImageSubset, executor: any TensorExecutor) throws {
    (self.run, self.executor) = (run, executor)
    let classes = Int(training.labels?.max() ?? 0) + 1
    classifier = Self.classifier(run.model.model, codeSize: try run.model.encoding().code.shape.count, classes: classes)
    model = try TracedModel(classifier, image: run.model.image, normalization: run.model.normalizer.kind)
    let settings = run.configuration.training
    var state = TrainingState(
      model, optimizer: try OptimizerConfiguration("Adam"), seed: settings.seed, averaging: nil, executor: executor)
    let start = state.parameters.hostCopy()
    let trained = try run.trainedParameters()
    for entry in run.model.parameters {
      guard let target = model.parameters.first(where: { $0.name == entry.name }) else { continue }
      start.withUnsafeMutableBuffer { all in
        trained.withUnsafeBuffer { values in
          for (to, from) in zip(target.range, entry.range) { all[to] = values[from] }
        }
      }
    }
    state.parameters.write(start)
    let steps = max(1, training.count / Self.batchSize)
    let epochs = max(Self.epochs, (Self.minSteps + steps - 1) / steps)
    var schedule = TrainingSettings(
      batchSize: Self.batchSize, epochs: epochs, l2Penalty: 0, seed: settings.seed, scaling: settings.scaling)
    schedule.normalization = settings.normalization
    let dataset = Dataset(
      name: run.dataset.name, split: .none, training: training, validation: training.selecting([]))
    let trainer = try Trainer(model, dataset, schedule, executor: executor)
    _ = try trainer.train(&state) { _, _ in }
    parameters = state.parameters
  }

  /// The class of each image of `images`.
  func classes(of images: ImageSubset) throws -> [Int32] {
    let graph = Graph(parameters: model.parameters)
    let pixels = graph.input("images", model.image.dimensions)
    let result = TensorResult(classifier.scores(of: model.normalizer(pixels).normalize(pixels)))
    let program = executor.prepare(try Program(graph, tensors: [result]), capacity: 256)
    let classes = result.shape.count
    var found: [Int32] = []
    let feed = ImageFeed(images, batchSize: 256)
    while let batch = try feed.next() {
      program.run(
        batch, scaling: run.configuration.training.scaling, parameters: parameters, gradients: nil,
        at: .evaluation(of: batch.images))
      let scores = program.values(of: result)
      for image in 0..<batch.count {
        let row = scores[image * classes..<(image + 1) * classes]
        found.append(Int32((row.indices.max { row[$0] < row[$1] } ?? row.startIndex) - row.startIndex))
      }
    }
    return found
  }

  private static func classifier(
    _ model: some Autoencoder, codeSize: Int, classes: Int
  ) -> any CodeClassifier {
    EncoderClassifier(base: model, output: Linear(codeSize, classes, weight: .constant(0), bias: .constant(0)))
  }
}

/// A model whose loss is that of a classifier.
private protocol CodeClassifier: Autoencoder {
  /// The scores of classes, `[n, classes]`.
  func scores(of images: Tensor) -> Tensor
}

/// An encoder and a linear layer after its code.
private struct EncoderClassifier<Base: Autoencoder>: CodeClassifier, NamedParts {
  let base: Base
  let output: Linear

  var namedParts: [(name: String, part: Any)] { [("", base), ("classifier", output)] }

  func encode(_ images: Tensor) -> Base.Code { base.encode(images) }
  func decode(_ code: Base.Code) -> DecoderOutput { base.decode(code) }
  func embedding(of images: Tensor) -> Tensor { base.embedding(of: images) }
  func scores(of images: Tensor) -> Tensor { output(base.embedding(of: images)) }

  /// -log of the softmax of the class of each image, mean over images.
  func loss(on images: Tensor, against target: Tensor) -> Tensor {
    let scores = scores(of: images)
    let classes = output.bias.count
    let ofClass = (scores * images.graph.labels.oneHot(classes: classes)).summedPerSample()
    return (scores.logSumExp(groupsOf: classes).summedPerSample() - ofClass).batchMean()
  }

  var lossName: String { "cross-entropy of classes" }
}
