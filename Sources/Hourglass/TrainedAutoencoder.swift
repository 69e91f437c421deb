import Autoencoders
import CPUEngine
import ImageData
import ImageFormats
public import ImageShapes
import Insight
public import Pictures
import Tensors
public import Training

/// A trained model that encodes and reconstructs pictures.
///
/// It is returned by `fit`, or opened from a run on disk, without the training images:
///
///     let trained = try TrainedAutoencoder(run: "runs/AE/Fashion-MNIST_Adam_lr=0.001")
public final class TrainedAutoencoder {
  /// The settings of the run.
  public let configuration: RunConfiguration
  /// The shape of its images.
  public let image: ImageShape
  /// Every epoch of the run so far.
  public let epochs: [EpochReport]
  private let model: TracedModel
  private let parameters: any DeviceVector
  private let executor: CPUExecutor

  init(_ run: TrainedRun, executor: CPUExecutor) throws {
    (configuration, model, self.executor) = (run.configuration, run.model, executor)
    image = run.model.image
    epochs = RunOverview(run.directory).reports
    parameters = try run.parameters(on: executor)
  }

  /// Reads the best checkpoint of a run.
  ///
  /// - Parameter path: The run's folder, or its name below `runs`.
  /// - Throws: `RunError` if there is no run or no readable checkpoint.
  public convenience init(run path: String) throws {
    let run = try TrainedRun.open(RunDirectory.find(path, runs: "runs"), runs: "runs")
    try self.init(run, executor: CPUExecutor.ofThisProcess())
  }

  /// The dimension of the embedding.
  public var codeSize: Int {
    get throws { try CodeEncoder(model, scaling: configuration.training.scaling, executor: executor).size }
  }

  /// The code of each picture, resized to the model's image shape.
  public func encode(_ pictures: [Picture]) throws -> [[Float]] {
    guard !pictures.isEmpty else { return [] }
    let encoder = try CodeEncoder(model, scaling: configuration.training.scaling, executor: executor)
    let codes = try encoder.codes(of: fitted(pictures), parameters: parameters)
    return stride(from: 0, to: codes.count, by: encoder.size).map { Array(codes[$0..<$0 + encoder.size]) }
  }

  /// The reconstruction of each picture, resized to the model's image shape.
  public func reconstruct(_ pictures: [Picture]) throws -> [Picture] {
    guard !pictures.isEmpty else { return [] }
    let reconstructor = try Reconstructor(model, scaling: configuration.training.scaling, executor: executor)
    let pixels = try reconstructor.reconstruct(fitted(pictures), parameters: parameters)
    return stride(from: 0, to: pixels.count, by: image.elements).map {
      Picture(planes: pixels[$0..<$0 + image.elements], shape: image)
    }
  }

  /// The metrics of the reconstructions of `pictures`, resized to the model's image shape; nil for no pictures.
  public func evaluate(_ pictures: [Picture]) throws -> Evaluation? {
    guard !pictures.isEmpty else { return nil }
    return try Evaluator(
      model, scaling: configuration.training.scaling, seed: configuration.training.seed, executor: executor
    )
    .evaluate(fitted(pictures), parameters: parameters)
  }

  private func fitted(_ pictures: [Picture]) -> ImageSubset {
    let colour: Picture.Colour = image.channels == 1 ? .grey : .rgb
    let images = pictures.map { $0.converted(to: colour).resized(width: image.width, height: image.height) }
    return ImageSubset(ImageSet(pictures: images, name: "pictures"))
  }
}
