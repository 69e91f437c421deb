import ArgumentParser
import Hourglass

/// A run, and the images that a command takes from its data or from another data set.
struct RunImagesOptions: ParsableArguments {
  @OptionGroup var source: RunOption

  @Option(
    help: ArgumentHelp(
      "The images: train, validation or test. (default: test where there are test images, else validation, else train)")
  )
  var split: DatasetPart?

  @OptionGroup var data: RunDataOptions

  /// The run without its images; prints which checkpoint represents it where its training is not finished.
  func trained() throws -> TrainedRun {
    let run = try source.trained()
    try run.printState()
    return run
  }

  /// The run with its images, or those of --dataset.
  func run() throws -> Run { try source.run(dataset: data.dataset, data.root) }

  /// The images of `run` that the flags name: by default test images, else validation images, else training images.
  func images(of run: Run) throws -> ImageSubset {
    if let split { return try run.images(of: split) }
    if run.dataset.test != nil { return try run.images(of: .test) }
    return try run.images(of: run.dataset.validation.count > 0 ? .validation : .train)
  }
}

/// The data set whose images a command takes.
struct RunDataOptions: ParsableArguments {
  @Option(help: "A data set, by name or path, whose images are taken instead of the run's own.")
  var dataset: String?

  @OptionGroup var root: DataRootOption
}

/// Picture files that a command takes instead of the images of a data set.
struct PictureFilesOptions: ParsableArguments {
  @Option(
    name: .customLong("images"), parsing: .upToNextOption,
    help: ArgumentHelp(
      "Picture files instead, brought to the run's size; the run's data set is not read.", valueName: "file"))
  var files: [String] = []

  @Option(
    name: [.customLong("label"), .customLong("labels")], parsing: .upToNextOption,
    help: ArgumentHelp(
      "The class of each picture of --images, by number or name, or one for all.", valueName: "class"))
  private var labels: [String] = []

  func validate() throws {
    guard !labels.isEmpty else { return }
    guard !files.isEmpty else { throw ValidationError("--label needs --images") }
    guard [1, files.count].contains(labels.count) else {
      throw ValidationError("--label: expected 1 or \(files.count), a class for each picture, got \(labels.count)")
    }
  }

  /// The class of each of `count` pictures, which are more than the paths where folders are given; nil where none is given.
  func classes(of count: Int) throws -> [String]? {
    guard let first = labels.first else { return nil }
    if labels.count == 1 { return [String](repeating: first, count: count) }
    guard labels.count == count else {
      throw ValidationError("--label: expected 1 or \(count), a class for each picture, got \(labels.count)")
    }
    return labels
  }
}
