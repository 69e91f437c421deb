import Autoencoders
import Diagnostics
import Files
import Foundation
public import ImageShapes
import Safetensors
import Tensors
public import Training

/// A run made of the weights of another program: it encodes, reconstructs and is evaluated; training starts from it with
/// `--from`.
public enum ImportedRun {
  /// Writes a run with the weights of a file.
  ///
  /// - Parameters:
  ///   - path: A file of safetensors, or an ONNX model with the parameters as constants.
  ///   - configuration: The model that the weights are of, and how its images are scaled.
  ///   - image: The shape of its images; nil for that of the published model.
  ///   - runs: The folder of all runs.
  /// - Returns: the run.
  /// - Throws: ``WeightsError`` for weights that do not fit, listing them, or a run that exists; errors of the file.
  public static func write(
    _ path: String, as configuration: RunConfiguration, image: ImageShape? = nil, runs: String
  ) throws -> TrainedRun {
    let image = image ?? type(of: configuration.model).defaultImage
    let model = try configuration.tracedModel(for: image)
    let parameters = try ParameterMatching(
      table: model.parameters, tensors: ForeignTensor.all(in: path), path: path
    ).parameters()
    let name = try configuration.name ?? configuration.runName(datasetTitle: "imported")
    let directory = RunDirectory(path: "\(runs)/\(name)")
    guard !directory.exists else {
      throw WeightsError(
        .exists, Report("there is a run of this name", place: directory.path, cure: "give another --name"))
    }
    try directory.make()
    try parameters.withUnsafeBuffer { all in
      let records = model.parameters.map { entry in
        SafetensorsRecord(
          entry.name, shape: entry.parameter.dimensions, UnsafeBufferPointer(rebasing: all[entry.range]))
      }
      try SafetensorsWriter.write(
        records, metadata: ["format": "hourglass-checkpoint-1", "epoch": "0", "step": "0"],
        to: directory.bestCheckpoint)
    }
    let record = [
      ("hourglass", Run.version), ("images", "\(image)"), ("imported", (path as NSString).lastPathComponent),
      ("parameters", "\(model.parameterCount)"), ("loss", model.lossName),
    ]
    try AtomicFile.write(text: RunFile.yaml(configuration, record: record), to: directory.runFile)
    return try TrainedRun.open(directory, runs: runs)
  }
}
