import ArgumentParser
import Foundation
import Hourglass
import ImageShapes

/// The command `hourglass reconstruct`.
struct Reconstruct: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write pictures of images and their reconstructions.",
    discussion: """
        hourglass reconstruct AE/MNIST_Adam_lr=0.001 --output grid.png
        hourglass reconstruct mine --order worst --count 10 --output worst.png
        hourglass reconstruct mine --corruption own --difference --output noise.png
        hourglass reconstruct mine --class-means --output means.png

      --output writes one picture with images above reconstructions; those of --order best and worst have their number, \
      class and mse01 below. --as-files writes two files for each image, input_i_j.png and output_i_j.png for item j of \
      batch i, both from 1; with --corruption also corrupted_i_j.png, with --difference difference_i_j.png.
      """)

  @Argument(help: ArgumentHelp("A run: its name below --runs, or its folder.", valueName: "run"))
  var name: String

  @Option(parsing: .unconditional, help: "The number of images.")
  var count = 20

  @Option(help: "Which images: the first, or of all those with the smallest (best) or the largest (worst) mse01.")
  var order = ImageOrder.first

  @Option(
    help: ArgumentHelp(
      "Corrupt what the model sees, as --corruption of train does; own for the run's own corruption. (default: none)",
      valueName: "corruption"))
  var corruption: String?

  @Flag(help: "Draw |original - reconstruction| too, all images on one scale, which is printed.")
  var difference = false

  @Flag(
    help: "Draw for each class the mean image, the mean of its reconstructions and the decoded mean code instead.")
  var classMeans = false

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

  @Flag(help: "Print the images with their errors, or the classes, as a JSON object as the last line.")
  var json = false

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
    guard output != nil || asFiles != nil || json else {
      throw ValidationError("nothing to write; give --output grid.png, --as-files DIR or --json")
    }
    if classMeans, order != .first || corruption != nil || difference || asFiles != nil {
      throw ValidationError("--class-means goes with --output and --json alone")
    }
    if order != .first, corruption != nil { throw ValidationError("give --order \(order) or --corruption, not both") }
    if let corruption, corruption != Self.ownCorruption { _ = try FlagValues.checked { try Corruption(corruption) } }
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
    try run.printState()
    let images = try images.isEmpty ? images(of: directory) : pictures(for: run)
    let executor = try compute.executor()
    if classMeans { return try drawClassMeans(of: images, by: run, executor) }
    try draw(chosen(from: images, by: run, executor), by: run, executor)
  }

  /// The images of --dataset, or of the data set that the run was trained on.
  private func images(of directory: RunDirectory) throws -> ImageSubset {
    try Run.open(
      directory, runs: runs.folder, dataset: dataset, dataRoot: dataRoot.folder,
      environment: ProcessInfo.processInfo.environment
    ).shownImages(of: split)
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

  /// The value of --corruption for that of the run.
  static let ownCorruption = "own"
}

/// Which images a command takes.
enum ImageOrder: String, CaseIterable, ExpressibleByArgument { case first, best, worst }
