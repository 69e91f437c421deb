public import Autoencoders
import Diagnostics
import Foundation
import ImageData
import ImageFormats
package import ImageShapes
import NeuralNetworks
import Safetensors
import Settings
public import Tensors

/// A run's model and its checkpoints: enough to encode and to reconstruct, without the images that it was trained on.
public struct TrainedRun {
  /// The settings.
  public let configuration: RunConfiguration
  /// The run's name below the folder of runs.
  public let name: String
  /// The folder of the run.
  public let directory: RunDirectory
  /// The model for the shape of the run's images.
  public let model: TracedModel
  /// The names of the classes of its images; empty where they have none.
  public let classNames: [String]

  /// The run in `directory`, below the folder `runs` or elsewhere.
  ///
  /// - Throws: what is wrong with the run file; ``RunFileError`` where it does not hold the shape of the images.
  public static func open(_ directory: RunDirectory, runs: String) throws -> TrainedRun {
    let file = try RunFile(path: directory.runFile)
    let text = file.record["images"]
    guard let image = text.flatMap({ ImageShape($0) }) else {
      throw RunFileError(
        .badValue,
        Report(
          "the run file does not hold the shape of the images", place: "\(directory.runFile), record, images",
          expected: "channels, height and width, such as 1x28x28", got: text ?? "none",
          cure: "give the command that trained the run again"))
    }
    var configuration = try file.settings.resolved()
    let name = directory.name(below: runs)
    configuration.name = name
    var classNames = file.classNames
    // Files of runs trained before known data sets had class names hold none.
    if classNames.isEmpty, let dataset = configuration.data.dataset?.lowercased() {
      classNames = DatasetCatalogue.standard.known.first { $0.name == dataset }?.classNames ?? []
    }
    return TrainedRun(
      configuration: configuration, name: name, directory: directory,
      model: try configuration.tracedModel(for: image), classNames: classNames)
  }

  /// The checkpoint that represents the run: the best, or the newest if there is no best one.
  ///
  /// - Throws: ``RunError`` when there is none.
  public func checkpoint() throws(RunError) -> String { try directory.trainedCheckpoint() }

  /// The parameters of a checkpoint, in host memory.
  ///
  /// - Parameter file: The path of a checkpoint of the run; nil for ``checkpoint()``.
  /// - Throws: ``RunError`` when there is none, it is damaged, or a parameter is not finite.
  public func parameters(from file: String? = nil) throws -> FlatVector {
    let parameters = try reading(file) { try Checkpoint.readParameters($0, table: model.parameters) }
    try parameters.withUnsafeBuffer { values in
      guard let entry = model.parameters.first(where: { !HostNumbers.areFinite(values[$0.range]) }) else { return }
      throw RunError(
        .diverged,
        Report(
          "a parameter is not finite", place: "\(try file ?? checkpoint()), \(entry.name)", expected: "finite numbers",
          cure: "train the run again with --restart and a smaller learning rate"))
    }
    return parameters
  }

  /// The parameters of ``checkpoint()``, in the memory of the executor's device.
  ///
  /// - Throws: ``RunError`` when there is none or it is damaged.
  public func parameters(on executor: any TensorExecutor) throws -> any DeviceVector {
    executor.makeVector(try parameters())
  }

  /// The epochs and steps after which a checkpoint was written.
  ///
  /// - Parameter file: The path of a checkpoint of the run; nil for ``checkpoint()``.
  /// - Throws: ``RunError`` when there is none or it is damaged.
  public func position(of file: String? = nil) throws -> (epoch: Int, step: Int) {
    try reading(file, Checkpoint.position(of:))
  }

  /// What `body` reads from the checkpoint `file`, or from the one that represents the run.
  private func reading<R>(_ file: String?, _ body: (String) throws -> R) throws -> R {
    let path = try file ?? checkpoint()
    do {
      return try body(path)
    } catch let error as SafetensorsError {
      let other = (directory.epochCheckpoints + [directory.interruptedCheckpoint])
        .last { $0 != path && FileManager.default.fileExists(atPath: $0) }
      throw RunError(
        .badCheckpoint,
        Report(
          "the run's checkpoint cannot be used: \(error.report.withoutPlaceAndCure)", place: path,
          cure: other.map { "remove it to use \($0) instead" } ?? "train the run again with --restart"),
        cause: error)
    }
  }
}

extension Run {
  /// The run without its images.
  public var trained: TrainedRun {
    TrainedRun(
      configuration: configuration, name: name, directory: directory, model: model,
      classNames: dataset.training.images.classNames)
  }
}

extension RunConfiguration {
  /// The model for images of this shape, traced.
  ///
  /// - Throws: `ModelError`, `ShapeError` or `LossError` when the model or its loss does not fit the images.
  package func tracedModel(for image: ImageShape) throws -> TracedModel {
    try TracedModel(
      model, image: image, normalization: training.normalization,
      loss: (loss ?? model.reconstructionLoss).measured(in: training.range))
  }
}

extension RunDirectory {
  /// What the run is called: its path below `runs`, whatever its settings would make of it, or its own path elsewhere.
  func name(below runs: String) -> String {
    path.hasPrefix("\(runs)/") ? String(path.dropFirst(runs.count + 1)) : path
  }
}
