import ArgumentParser
import Foundation
import Hourglass

/// A run, and the images that a command takes from its data or from another data set.
struct RunImagesOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("A run: its name below --runs, or its folder.", valueName: "run"))
  var name: String

  @Option(help: "The images: train, validation or test. (default: test; with --dataset, train)")
  var split: DatasetPart?

  @Option(help: "A data set, by name or path, whose images are taken instead of the run's own.")
  var dataset: String?

  @OptionGroup var dataRoot: DataRootOption
  @OptionGroup var runs: RunsOption

  /// The run without its images; prints which checkpoint represents it where its training is not finished.
  func trained() throws -> TrainedRun {
    let run = try TrainedRun.open(RunDirectory.find(name, runs: runs.folder), runs: runs.folder)
    try run.printState()
    return run
  }

  /// The run with its images, or those of --dataset.
  func run() throws -> Run {
    try Run.open(
      RunDirectory.find(name, runs: runs.folder), runs: runs.folder, dataset: dataset, dataRoot: dataRoot.folder,
      environment: ProcessInfo.processInfo.environment)
  }

  /// The images of `run` that the flags name: by default test images, else validation images, else training images.
  func images(of run: Run) throws -> ImageSubset {
    if let split { return try run.images(of: split) }
    if run.dataset.test != nil { return try run.images(of: .test) }
    return try run.images(of: dataset == nil && run.dataset.validation.count > 0 ? .validation : .train)
  }
}

/// A file that a command writes, which must not exist unless --force is given.
struct OutputFileOptions: ParsableArguments {
  @Flag(help: "Write over files that exist.")
  var force = false

  /// Rejects a path that exists.
  func check(_ path: String) throws {
    guard !force, FileManager.default.fileExists(atPath: path) else { return }
    throw ValidationError("\(path): the file exists; choose another --output, or add --force")
  }
}
