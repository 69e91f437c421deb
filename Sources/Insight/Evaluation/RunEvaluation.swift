import Autoencoders
public import ImageData
import ImageFormats
import ImageShapes
public import Tensors
public import Training

/// How good a run's reconstructions and codes are on one part of its data, beside what PCA and the mean image give.
public struct RunEvaluation: Codable, Hashable, Sendable, SeededResult {
  /// The run's name.
  public var run: String
  /// The name of the model.
  public var model: String
  /// The title of the data set.
  public var dataset: String
  /// The part of the data: train, validation or test.
  public var part: String
  /// Trained parameters.
  public var parameters: Int
  /// The seed of the run.
  public var seed: UInt64
  /// The epochs that the checkpoint has seen.
  public var epoch: Int
  /// The steps that the checkpoint has seen.
  public var step: Int
  /// The name of the loss.
  public var lossName: String
  /// The draws of noise for each image that the loss is a mean of; 0 for a loss without noise.
  public var lossDraws: Int
  /// What was measured of the model.
  public var measured: ModelMeasurement
  /// The names of the classes by number; empty where they have none.
  public var classNames: [String]
  /// The mean image and PCA with the dimension of the code, on the same images.
  public var yardsticks: [NamedMetrics]
  /// The images that these were computed from; nil in reports of earlier versions.
  public var yardstickImages: YardstickImages?
  /// What a code holds.
  public var compression: Compression
  /// Why something usually measured is missing: one sentence each.
  public var notes: [String]
  /// Seconds that measuring the model took, without yardsticks.
  public var seconds: Double
}

/// The training images that yardsticks are computed from.
public struct YardstickImages: Codable, Hashable, Sendable {
  /// The title of their data set.
  public var dataset: String
  /// Their number.
  public var count: Int

  /// Creates a description; the parameters are its properties.
  public init(dataset: String, count: Int) { (self.dataset, self.count) = (dataset, count) }

  /// The images in words.
  package var words: String { "the \(count) training images of \(dataset)" }
}

/// Metrics of what is named.
public struct NamedMetrics: Codable, Hashable, Sendable {
  /// What the metrics are of.
  public var name: String
  /// The metrics.
  public var metrics: ReconstructionMetrics
}

extension Run {
  /// Measures the best checkpoint, or the newest if there is none, on one part of the data, and its yardsticks.
  ///
  /// - Parameters:
  ///   - part: The images to measure.
  ///   - trained: The run whose training images yardsticks are computed from, such as this run with its own images where it
  ///     is measured on others; nil for the training images of this run's data set.
  ///   - draws: The draws of a normal code for the bound of the likelihood, rounded up to tens; 0 for none.
  ///   - ranked: The maximum number of best and of worst images to name; 0 for none.
  ///   - executor: Runs it.
  /// - Throws: `RunError` when there is no checkpoint that can be read, or no such images; why an image cannot be read.
  public func evaluation(
    on part: DatasetPart, yardsticksFrom trained: Run? = nil, draws: Int = 100, ranked: Int = 10,
    executor: any TensorExecutor
  ) throws -> RunEvaluation {
    let source = trained ?? self
    let images = try images(of: part)
    let position = try self.trained.position()
    let training = configuration.training
    let begin = ContinuousClock().now
    let measurer = Measurer(
      scaling: training.scaling, seed: training.seed, executor: executor, draws: draws, ranked: ranked)
    guard let measured = try measurer.measure(model, images, parameters: trainedParameters(on: executor)) else {
      fatalError("an evaluation without images")
    }
    let seconds = (ContinuousClock().now - begin).seconds
    var notes = measured.notes(training.scaling, training.normalization)
    let (yardsticks, missing) = try yardsticks(
      codeSize: measured.codeSize, on: part, from: source, executor: executor)
    notes += missing
    return RunEvaluation(
      run: name, model: configuration.model.title, dataset: dataset.title, part: part.rawValue,
      parameters: model.parameterCount, seed: training.seed, epoch: position.epoch, step: position.step,
      lossName: model.lossName, lossDraws: model.lossDraws, measured: measured,
      classNames: dataset.training.images.classNames, yardsticks: yardsticks,
      yardstickImages: YardstickImages(dataset: source.dataset.title, count: source.dataset.training.count),
      compression: try model.compression(codeSize: measured.codeSize, codebook: measured.codebook), notes: notes,
      seconds: seconds)
  }
}

extension ModelMeasurement {
  /// Why something usually measured is missing.
  fileprivate func notes(_ scaling: PixelScaling, _ normalization: ImageNormalization) -> [String] {
    var notes: [String] = []
    if crossEntropy == nil {
      notes.append(
        normalization != .none || scaling != .unit
          ? "the cross-entropy needs pixels of 0..1 without normalization"
          : "the cross-entropy needs a decoder that ends with a sigmoid")
    }
    if variational != nil, variational?.elbo == nil {
      notes.append("the evidence lower bound in nats needs the cross-entropy")
    }
    if reconstruction.ssim == nil { notes.append("the structural similarity needs images of 3 x 3 pixels or more") }
    return notes
  }
}
