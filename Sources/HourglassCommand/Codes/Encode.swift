import ArgumentParser
import Foundation
import Hourglass
import Insight

/// The command `hourglass encode`.
struct Encode: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the codes of images, or the output of any layer, to a file.",
    discussion: """
        hourglass encode AE/MNIST_Adam_lr=0.001 --output codes.npz
        hourglass encode AE/MNIST_Adam_lr=0.001 --layer encoder.0 --output maps.npy
        hourglass encode AE/MNIST_Adam_lr=0.001 --dataset photos --output codes.csv

      npz holds codes, index, and labels, files and class_names where the images have
      them; csv a line for each image; safetensors codes and labels; npy the codes
      alone. Images are read and codes written batch by batch, so that millions fit.
      """)

  @Argument(help: ArgumentHelp("A run: its name below --runs, or its folder.", valueName: "run"))
  var name: String

  @Option(help: "The images: train, validation or test. (default: test where there are test images, else train)")
  var split: DatasetPart?

  @Option(help: "A data set, by name or path, whose images are taken instead of the run's own.")
  var dataset: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Picture files to encode, brought to the run's size; the run's data set is not read.", valueName: "file"))
  var images: [String] = []

  @Option(
    name: [.customLong("label"), .customLong("labels")], parsing: .upToNextOption,
    help: ArgumentHelp(
      "The class of each picture of --images, by number or name, or one for all.", valueName: "class"))
  var labels: [String] = []

  @Option(help: ArgumentHelp("A layer whose output is written instead of the code.", valueName: "name"))
  var layer: String?

  @Option(
    help: ArgumentHelp("The file to write: .npz, .npy, .csv or .safetensors.", valueName: "codes.npz"),
    transform: { text in try FlagValues.checked { try CodeFile(path: text) } })
  var output: CodeFile

  @Flag(help: "Write over a file that exists.")
  var force = false

  @OptionGroup var dataRoot: DataRootOption
  @OptionGroup var compute: ComputeOptions
  @OptionGroup var runs: RunsOption

  @Flag(help: "Print what was written as a JSON object as the last line.")
  var json = false

  func validate() throws {
    if !images.isEmpty, dataset != nil || split != nil {
      throw ValidationError("give --images, or --dataset and --split, not both")
    }
    if !labels.isEmpty {
      guard !images.isEmpty else { throw ValidationError("--label needs --images") }
      guard [1, images.count].contains(labels.count) else {
        throw ValidationError("--label: expected 1 or \(images.count), a class for each picture, got \(labels.count)")
      }
    }
    try OutputFolder.check(file: output.path, force: force)
  }

  func run() throws {
    let directory = try RunDirectory.find(name, runs: runs.folder)
    let run = try TrainedRun.open(directory, runs: runs.folder)
    // A wrong layer is reported before images are read.
    if let layer { _ = try run.model.layerOutputs(named: [layer]) }
    try run.printState()
    let report = try run.encode(
      images.isEmpty ? ownImages(of: directory) : pictures(for: run), layer: layer, to: output,
      executor: try compute.executor())
    for image in report.skipped { Console.warning("\(image.title) was skipped: \(image.reason)") }
    let shape = ([report.images] + report.dimensions).map(String.init).joined(separator: " x ")
    let beside = [report.hasLabels ? "labels" : nil, report.hasFiles ? "file names" : nil].compactMap(\.self)
    print(
      "\(Figures.count(report.images)) images, \(report.layer) \(shape)"
        + (beside.isEmpty ? "" : ", with \(beside.joined(separator: " and "))") + ": \(output) "
        + "(\(Figures.duration(report.seconds)))")
    if !report.skipped.isEmpty {
      print("\(report.skipped.count) \(report.skipped.count == 1 ? "image was" : "images were") skipped")
    }
    if json { print(try report.jsonLine()) }
  }

  /// The images of the run, or of --dataset.
  private func ownImages(of directory: RunDirectory) throws -> ImageSubset {
    let run = try Run.open(
      directory, runs: runs.folder, dataset: dataset, dataRoot: dataRoot.folder,
      environment: ProcessInfo.processInfo.environment)
    return try run.images(of: split ?? (run.dataset.test == nil ? .train : .test))
  }

  /// The files' pictures with the classes given.
  private func pictures(for run: TrainedRun) throws -> ImageSubset {
    let labels = labels.count == 1 ? images.map { _ in self.labels[0] } : labels
    return try run.images(files: images, labels: labels.isEmpty ? nil : labels)
  }
}
