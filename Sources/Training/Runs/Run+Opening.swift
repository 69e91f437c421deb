import Diagnostics
import ImageData
import ImageFormats
import NeuralNetworks

extension Run {
  /// Opens the run in `directory`, with its images.
  ///
  /// - Parameters:
  ///   - directory: The run's folder.
  ///   - runs: The folder of all runs.
  ///   - dataset: Other images by name or path, read as the run's were and in the model's shape, none held out; nil for the
  ///     run's own.
  ///   - dataRoot: A folder that holds data sets.
  ///   - memoryLimit: The maximum bytes of images in memory, larger sets are read on demand; nil for the run's setting, which
  ///     also holds for a full-batch optimiser.
  ///   - environment: The environment, which may name such a folder.
  /// - Throws: what is wrong with the run file or the data; ``RunError`` when the images are no longer those of the run, or
  ///   others do not have the model's shape.
  public static func open(
    _ directory: RunDirectory, runs: String, dataset: String? = nil, dataRoot: String? = nil, memoryLimit: Int? = nil,
    environment: [String: String]
  ) throws -> Run {
    let file = try RunFile(path: directory.runFile)
    var configuration = try file.settings.resolved()
    if let memoryLimit, !configuration.optimizer.isFullBatch { configuration.reading.memoryLimit = memoryLimit }
    configuration.data.root = dataRoot ?? configuration.data.root
    // The folder may have been moved or renamed: its place is its name.
    let name = directory.name(below: runs)
    configuration.name = name
    if let dataset {
      return try TrainedRun.open(directory, runs: runs).measuring(dataset, configuration, runs, environment)
    }
    let fingerprint = file.record["fingerprint"]
    let dataset = try configuration.loadDataset(fingerprint: fingerprint, environment: environment)
    if let fingerprint, fingerprint != dataset.fingerprint {
      throw RunError(
        .otherSettings,
        Report(
          "the images are not those that the run was trained on",
          place: "\(name) on \(dataset.path ?? configuration.dataset)",
          expected: "fingerprint \(fingerprint)", got: dataset.fingerprint,
          cure: "put them back, or name their folder with --data-root"))
    }
    return try Run(configuration, dataset: dataset, directory: directory, name: name, runs: runs)
  }
}
