import ArgumentParser
import Foundation
import Hourglass

/// The folder of runs.
struct RunsOption: ParsableArguments {
  @Option(name: .customLong("runs"), help: ArgumentHelp("The folder of all runs.", valueName: "dir"))
  var folder = "runs"

  /// The folder of the run called `name`.
  func directory(of name: String) throws -> RunDirectory { try RunDirectory.find(name, runs: folder) }

  /// The run called `name`, without its images.
  func trained(_ name: String) throws -> TrainedRun { try TrainedRun.open(directory(of: name), runs: folder) }

  /// The run called `name` with its images, or those of `dataset`.
  func run(_ name: String, dataset: String? = nil, _ dataRoot: DataRootOption) throws -> Run {
    let run = try Run.open(
      directory(of: name), runs: folder, dataset: dataset, dataRoot: dataRoot.folder,
      environment: ProcessInfo.processInfo.environment)
    if dataset != nil, let note = run.conversionNote { Console.note(note) }
    return run
  }
}

/// One run.
struct RunOption: ParsableArguments {
  @Argument(help: ArgumentHelp("A run: its name below --runs, or its folder.", valueName: "run"))
  var name: String

  @OptionGroup var runs: RunsOption

  /// The run's folder.
  func directory() throws -> RunDirectory { try runs.directory(of: name) }

  /// The run without its images.
  func trained() throws -> TrainedRun { try runs.trained(name) }

  /// The run with its images, or those of `dataset`.
  func run(dataset: String? = nil, _ dataRoot: DataRootOption) throws -> Run {
    try runs.run(name, dataset: dataset, dataRoot)
  }
}

/// Several runs.
struct RunNamesOption: ParsableArguments {
  @Argument(help: ArgumentHelp("Runs: their names below --runs, or their folders.", valueName: "run"))
  var names: [String]

  @OptionGroup var runs: RunsOption
}
