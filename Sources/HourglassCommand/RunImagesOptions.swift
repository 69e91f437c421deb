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

  /// The class of each picture; nil where none is given.
  ///
  /// - Throws: `RunError` where none is given and the run's model needs it.
  func classes(for run: TrainedRun) throws -> [String]? {
    guard labels.isEmpty else { return labels.count == 1 ? files.map { _ in labels[0] } : labels }
    guard !run.model.needsLabels else {
      let classes = run.classNames.isEmpty ? run.model.classCount.map { "0 to \($0 - 1)" } : nil
      throw RunError(
        .labels,
        Report(
          "the model needs the class of each picture", place: run.name,
          expected: classes ?? run.classNames.prefix(20).joined(separator: ", "), got: "none",
          cure: "add --label with the class of each picture, or one for all"))
    }
    return nil
  }
}
