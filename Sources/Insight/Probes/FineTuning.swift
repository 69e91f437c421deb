import Autoencoders
import Diagnostics
import ImageData
import NeuralNetworks
import Settings
import Tensors
import Training

/// The encoder of a run and a linear layer, trained together to classify.
///
/// As S. Rifai et al. (2011) use an autoencoder to start a classifier: the encoder starts where the run ended, the layer from
/// zero, and held-out training images choose the learning rate and the epoch.
struct FineTuning {
  static let learningRates = [1e-3, 3e-4, 1e-4]
  static let batchSize = 100
  /// The maximum number of epochs, and those without improvement that end the training.
  static let maxEpochs = 30
  static let patience = 5
  /// Small sets are passed over several times in each epoch, for at least this many steps.
  static let minSteps = 50

  /// The chosen learning rate, and the chosen epoch, from 1.
  private(set) var learningRate = 0.0
  private(set) var epoch = 0
  private let trained: TrainedClassifier

  /// Trains on `training`, whose images have classes.
  ///
  /// - Throws: `RunError` when every training diverges; why an image cannot be read.
  init(_ run: Run, training: ImageSubset, executor: any TensorExecutor) throws {
    let labels = training.labels ?? []
    let network = Self.classifier(
      run.model.model, codeSize: try run.model.encoding().code.shape.count, classes: Int(labels.max() ?? 0) + 1)
    let settings = run.configuration.training
    let model = try TracedModel(network, image: run.model.image, normalization: run.model.normalizer.kind)
    func classifier(_ parameters: any DeviceVector) -> TrainedClassifier {
      TrainedClassifier(
        network, model: model, parameters: parameters, scaling: settings.scaling, executor: executor)
    }
    let held = HeldOutImages(labels: labels, seed: settings.seed)
    let choosing = training.selecting(held.choosing.isEmpty ? held.training : held.choosing)
    let dataset = Dataset(
      name: run.dataset.name, split: .none, training: training.selecting(held.training),
      validation: training.selecting([]))
    let passes = Self.passes(images: dataset.training.count)
    var schedule = TrainingSettings(
      batchSize: Self.batchSize, epochs: Self.maxEpochs * passes, l2Penalty: 0, seed: settings.seed,
      scaling: settings.scaling)
    schedule.normalization = settings.normalization
    let start = try Self.start(of: run, model)
    trained = classifier(executor.makeVector(start))
    var highest = -1.0
    for rate in Self.learningRates where highest < 1 {
      let optimizer = try OptimizerConfiguration("Adam", ["learning_rate": .number(rate)])
      var state = TrainingState(model, optimizer: optimizer, seed: settings.seed, averaging: nil, executor: executor)
      state.parameters.write(start)
      var (best, bestEpoch, isDone) = (-1.0, 0, false)
      _ = try Trainer(model, dataset, schedule, executor: executor)
        .train(&state, shouldStop: { isDone }) { event, state in
          guard case .epoch(let report) = event, report.epoch % passes == 0 else { return }
          let now = report.epoch / passes
          let accuracy = try classifier(state.parameters).accuracy(on: choosing) ?? 0
          if accuracy > best { (best, bestEpoch) = (accuracy, now) }
          if accuracy > highest {
            (highest, learningRate, epoch) = (accuracy, rate, now)
            trained.parameters.write(state.parameters.hostCopy())
          }
          isDone = accuracy == 1 || now - bestEpoch >= Self.patience
        }
    }
    guard epoch > 0 else {
      throw RunError(
        .diverged,
        Report("training the encoder with labels diverges", place: run.name, cure: "use another probe of its codes"))
    }
  }

  /// The class of each image of `images`.
  func classes(of images: ImageSubset) throws -> [Int32] {
    try trained.classes(of: images)
  }

  /// The passes over `images` images that are an epoch.
  private static func passes(images: Int) -> Int {
    let steps = max(1, (images + batchSize - 1) / batchSize)
    return (minSteps + steps - 1) / steps
  }

  /// The initial parameters of `model`: those of the run, and zeros for the linear layer.
  private static func start(of run: Run, _ model: TracedModel) throws -> FlatVector {
    let start = model.parameters.initialValues(seed: run.configuration.training.seed)
    let trained = try run.trainedParameters()
    for entry in run.model.parameters {
      guard let target = model.parameters.first(where: { $0.name == entry.name }) else { continue }
      start.withUnsafeMutableBuffer { all in
        trained.withUnsafeBuffer { values in
          for (to, from) in zip(target.range, entry.range) { all[to] = values[from] }
        }
      }
    }
    return start
  }

  private static func classifier(
    _ model: some Autoencoder, codeSize: Int, classes: Int
  ) -> any ImageClassifier {
    EncoderClassifier(base: model, output: Linear(codeSize, classes, weight: .constant(0), bias: .constant(0)))
  }
}

/// An encoder and a linear layer after its code.
private struct EncoderClassifier<Base: Autoencoder>: ImageClassifier, NamedParts {
  let base: Base
  let output: Linear

  var namedParts: [(name: String, part: Any)] { [("", base), ("classifier", output)] }
  var classes: Int { output.bias.count }

  func encode(_ images: Tensor) -> Base.Code { base.encode(images) }
  func decode(_ code: Base.Code) -> DecoderOutput { base.decode(code) }
  func embedding(of images: Tensor) -> Tensor { base.embedding(of: images) }
  func scores(of images: Tensor) -> Tensor { output(base.embedding(of: images)) }
}
