import ArgumentParser
import Foundation
import Hourglass
import ImageShapes

/// The command `hourglass reconstruct`.
struct Reconstruct: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write pictures of images and their reconstructions.",
    discussion: """
      --output writes one picture with images above reconstructions. --as-files writes two files for each image, \
      input_i_j.png and output_i_j.png for item j of batch i, both from 1.

        hourglass reconstruct AE/MNIST_Adam_lr=0.001 --output grid.png
      """)

  @Argument(help: ArgumentHelp("A run: its name below --runs, or its folder.", valueName: "run"))
  var name: String

  @Option(parsing: .unconditional, help: "The number of images, from the first.")
  var count = 20

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Picture files to reconstruct, resized to the model's image shape; the run's data set is not read.",
      valueName: "file"))
  var images: [String] = []

  @Option(
    name: [.customLong("label"), .customLong("labels")], parsing: .upToNextOption,
    help: ArgumentHelp(
      "The class of each picture of --images, by number or name, or one for all; for models that need it.",
      valueName: "class"))
  var labels: [String] = []

  @Option(help: "The images, without --images.")
  var split = DatasetPart.test

  @Option(help: "A data set, by name or path, whose images are taken instead of the run's own.")
  var dataset: String?

  @Option(
    help: ArgumentHelp("The picture to write, PNG or JPEG.", valueName: "grid.png"), transform: FlagValues.picture)
  var output: PictureOutput?

  @Option(
    help: ArgumentHelp("The folder to write a file for each image and each reconstruction into.", valueName: "dir"))
  var asFiles: String?

  @Option(parsing: .unconditional, help: "The images of a batch, for the names of --as-files.")
  var batchSize = 1

  @OptionGroup var dataRoot: DataRootOption

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var runs: RunsOption

  func validate() throws {
    guard count >= 1 else { throw ValidationError("--count: expected 1 or more, got \(count)") }
    guard batchSize >= 1 else { throw ValidationError("--batch-size: expected 1 or more, got \(batchSize)") }
    if !labels.isEmpty {
      guard !images.isEmpty else { throw ValidationError("--label needs --images") }
      guard [1, images.count].contains(labels.count) else {
        throw ValidationError("--label: expected 1 or \(images.count), a class for each picture, got \(labels.count)")
      }
    }
    if dataset != nil, !images.isEmpty { throw ValidationError("give --dataset or --images, not both") }
    guard output != nil || asFiles != nil else {
      throw ValidationError("nothing to write; give --output grid.png or --as-files DIR")
    }
  }

  func run() throws {
    let directory = try RunDirectory.find(name, runs: runs.folder)
    let run = try TrainedRun.open(directory, runs: runs.folder)
    guard Picture.Colour(rawValue: run.model.image.channels) != nil else {
      throw GridError(
        code: .shape,
        report: Report(
          "the run's images are not pictures", place: run.name, expected: "1 or 3 channels",
          got: "\(run.model.image.channels)", cure: "draw a run of grey or colour images"))
    }
    let subset = try images.isEmpty ? firstImages(of: directory) : pictures(for: run)
    let pairs = try run.reconstructed(subset, executor: try compute.executor())
    if let output {
      let grid = try ReconstructionGrid().composed(
        originals: pairs.map(\.original), reconstructions: pairs.map(\.reconstruction))
      try output.write(grid)
      print("\(subset.count) images above their reconstructions: \(output) (\(grid.width)x\(grid.height))")
    }
    if let asFiles { try write(pairs, into: asFiles) }
  }

  /// The first images of --dataset, or of the data set that the run was trained on.
  private func firstImages(of directory: RunDirectory) throws -> ImageSubset {
    try Run.open(
      directory, runs: runs.folder, dataset: dataset, dataRoot: dataRoot.folder,
      environment: ProcessInfo.processInfo.environment
    ).firstImages(count, of: split)
  }

  /// Writes each picture into a file of its own, named by batch and item.
  private func write(_ pairs: [(original: Picture, reconstruction: Picture)], into folder: String) throws {
    try Folder.make(folder)
    for (index, pair) in pairs.enumerated() {
      let place = "\(index / batchSize + 1)_\(index % batchSize + 1).png"
      try pair.original.write(to: "\(folder)/input_\(place)")
      try pair.reconstruction.write(to: "\(folder)/output_\(place)")
    }
    let last = "\((pairs.count - 1) / batchSize + 1)_\((pairs.count - 1) % batchSize + 1).png"
    print("\(2 * pairs.count) files: \(folder)/input_1_1.png to output_\(last)")
  }

  /// The files' pictures as the model sees images, with the classes given.
  private func pictures(for run: TrainedRun) throws -> ImageSubset {
    let labels = labels.count == 1 ? images.map { _ in self.labels[0] } : labels
    guard !run.model.needsLabels || !labels.isEmpty else {
      let classes = run.classNames.isEmpty ? run.model.classCount.map { "0 to \($0 - 1)" } : nil
      throw RunError(
        .labels,
        Report(
          "the model needs the class of each picture", place: run.name,
          expected: classes ?? run.classNames.prefix(20).joined(separator: ", "), got: "none",
          cure: "add --label with the class of each picture, or one for all"))
    }
    return try run.images(try images.map { try Picture(path: $0) }, labels: labels.isEmpty ? nil : labels)
  }
}
