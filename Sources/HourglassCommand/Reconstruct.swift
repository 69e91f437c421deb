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

  @OptionGroup var source: RunOption

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

  @OptionGroup var pictures: PictureFilesOptions

  @Option(help: "The images, without --images.")
  var split = DatasetPart.test

  @OptionGroup var data: RunDataOptions

  @Option(
    help: ArgumentHelp("The picture to write, PNG or JPEG.", valueName: "grid.png"), transform: FlagValues.picture)
  var output: PictureOutput?

  @Option(
    help: ArgumentHelp("The folder to write a file for each image and each reconstruction into.", valueName: "dir"))
  var asFiles: String?

  @Option(parsing: .unconditional, help: "The images of a batch, for the names of --as-files.")
  var batchSize = 1

  @OptionGroup var existing: ForceOption
  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Print the images with their errors, or the classes, as a JSON object as the last line.")
  var json = false

  func validate() throws {
    guard count >= 1 else { throw ValidationError("--count: expected 1 or more, got \(count)") }
    guard batchSize >= 1 else { throw ValidationError("--batch-size: expected 1 or more, got \(batchSize)") }
    if data.dataset != nil, !pictures.files.isEmpty { throw ValidationError("give --dataset or --images, not both") }
    guard output != nil || asFiles != nil || json else {
      throw ValidationError("nothing to write; give --output grid.png, --as-files DIR or --json")
    }
    if classMeans, order != .first || corruption != nil || difference || asFiles != nil {
      throw ValidationError("--class-means goes with --output and --json alone")
    }
    if order != .first, corruption != nil { throw ValidationError("give --order \(order) or --corruption, not both") }
    if let corruption, corruption != Self.ownCorruption { _ = try FlagValues.checked { try Corruption(corruption) } }
    if let output { try existing.check(file: output.path) }
    if let asFiles { try existing.check(folder: asFiles) }
  }

  func run() throws {
    let run = try source.trained()
    guard Picture.Colour(rawValue: run.model.image.channels) != nil else {
      throw GridError(
        code: .shape,
        report: Report(
          "the run's images are not pictures", place: run.name, expected: "1 or 3 channels",
          got: "\(run.model.image.channels)", cure: "draw a run of grey or colour images"))
    }
    try run.printState()
    let images = try images(for: run)
    let executor = try compute.executor()
    if classMeans { return try drawClassMeans(of: images, by: run, executor) }
    try draw(chosen(from: images, by: run, executor), by: run, executor)
  }

  /// The pictures given, else the images of --dataset or of the data set that the run was trained on.
  private func images(for run: TrainedRun) throws -> ImageSubset {
    guard !pictures.files.isEmpty else {
      return try source.run(dataset: data.dataset, data.root).shownImages(of: split)
    }
    return try run.images(decoding: pictures.files, labels: pictures.classes(of: pictures.files.count))
  }

  /// The value of --corruption for that of the run.
  static let ownCorruption = "own"
}

/// Which images a command takes.
enum ImageOrder: String, CaseIterable, ExpressibleByArgument { case first, best, worst }
