import Diagnostics
import Foundation
public import ImageData
import ImageFormats

extension Run {
  /// The run whose settings `directory` holds, with its images.
  /// - Throws: what is wrong with the run file or the data; ``RunError`` when the images are no longer those of the run.
  public static func open(
    _ directory: RunDirectory, runs: String, dataRoot: String? = nil, environment: [String: String]
  ) throws -> Run {
    let file = try RunFile(path: directory.runFile)
    var configuration = try file.settings.resolved()
    configuration.dataRoot = dataRoot ?? configuration.dataRoot
    // The folder may have been moved or named by hand: it is what it is called by.
    let name = directory.path.hasPrefix("\(runs)/") ? String(directory.path.dropFirst(runs.count + 1)) : directory.path
    configuration.name = name
    let dataset = try configuration.loadDataset(environment: environment)
    if let fingerprint = file.record["fingerprint"], fingerprint != dataset.fingerprint {
      throw RunError(
        .otherSettings,
        Report(
          "these are not the images that the run was trained on", place: "\(name) on \(configuration.dataset)",
          expected: "fingerprint \(fingerprint)", got: dataset.fingerprint,
          cure: "put them back, or name their folder with --data-root"))
    }
    return try Run(configuration, dataset: dataset, directory: directory, name: name, runs: runs)
  }
}

extension RunConfiguration {
  /// The images, parted as the configuration says.
  ///
  /// `progress` is told, from any thread, while images are read into memory.
  /// - Throws: `DatasetError`, and the errors of each kind of files; `AugmentationError` when the images cannot be varied
  ///   as the configuration says.
  public func loadDataset(
    environment: [String: String],
    progress: (@Sendable (_ name: String, _ done: Int, _ count: Int) -> Void)? = nil
  ) throws -> Dataset {
    var reading = reading
    reading.progress = progress
    // A path that was relative to another folder is looked for below the one that holds the data.
    let files = FileManager.default
    var path = dataset
    let isName = DatasetCatalogue.standard.known.contains { $0.name == path.lowercased() }
    if let dataRoot, !isName, !files.fileExists(atPath: path), files.fileExists(atPath: "\(dataRoot)/\(path)") {
      path = "\(dataRoot)/\(path)"
    }
    let dataset = try DatasetCatalogue.standard.load(
      path, dataRoot: dataRoot, environment: environment, split: split, seed: training.seed, reading: reading)
    let images = isInverted ? dataset.inverted() : dataset
    return augmentations.isEmpty ? images : try images.augmented(by: augmentations)
  }
}
