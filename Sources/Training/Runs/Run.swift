public import Autoencoders
import Diagnostics
import Foundation
public import ImageData
import ImageFormats
import ImageShapes
import NeuralNetworks
import Settings

/// A run on disk, which is trained, resumed and measured.
public struct Run {
  /// The settings.
  public let configuration: RunConfiguration
  /// The run's name below the folder of runs.
  public let name: String
  /// The folder of the run.
  public let directory: RunDirectory
  /// The images, split into training, validation and test images.
  public let dataset: Dataset
  /// The model for the images' shape.
  public let model: TracedModel
  /// The folder of all runs.
  package let runs: String

  /// The version of the program, which runs record.
  public static let version = "0.2.0"

  /// Makes the run of `configuration` on `dataset`; nothing is written yet.
  /// - Throws: `ModelError`, `ShapeError` or `LossError` when the model or its loss does not fit the images, ``RunError``
  ///   for a name that is not a folder of its own, or a penalty on parameters that the model lacks.
  public init(_ configuration: RunConfiguration, dataset: Dataset, runs: String) throws {
    var name = try configuration.runName(datasetTitle: dataset.title)
    // A run that an earlier version named keeps its folder.
    if !RunDirectory(path: "\(runs)/\(name)").exists,
      let earlier = try? configuration.earlierRunName(datasetTitle: dataset.title),
      RunDirectory(path: "\(runs)/\(earlier)").exists
    {
      name = earlier
    }
    let directory = RunDirectory(path: "\(runs)/\(name)")
    try self.init(configuration, dataset: dataset, directory: directory, name: name, runs: runs)
  }

  /// Makes the run in `directory`, whatever name its settings would have.
  init(_ configuration: RunConfiguration, dataset: Dataset, directory: RunDirectory, name: String, runs: String) throws
  {
    self.configuration = configuration
    self.dataset = dataset
    self.directory = directory
    self.name = name
    self.runs = runs
    model = try configuration.tracedModel(for: dataset.shape)
    let images = dataset.training.images
    let bytes = dataset.training.count * images.shape.elements * (images.hasFractions ? MemoryLayout<Float>.size : 1)
    if configuration.optimizer.isFullBatch, !images.isInMemory,
      !images.hasFractions || bytes > configuration.reading.memoryLimit
    {
      throw RunError(
        .noImages,
        Report(
          "\(configuration.optimizer.name) is a full-batch optimiser, and the images are not kept in memory",
          place: dataset.name, expected: "at most \(configuration.reading.memoryLimit >> 20) MB of images",
          got: "\(bytes >> 20) MB", cure: "raise --memory-limit, or use another optimiser, such as adam"))
    }
    for penalty in configuration.training.penalties {
      try ParameterScope.check(penalty.parameters, table: model.parameters, place: "penalties, \(penalty)")
    }
  }
}
