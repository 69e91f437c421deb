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

  @Option(help: "The images, without --images.")
  var split = DatasetPart.test

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
    let subset = try images.isEmpty ? firstImages(of: directory) : pictures(run.model.image)
    let pairs = try run.reconstructed(subset, executor: try compute.executor())
    if let output {
      let grid = try ReconstructionGrid().composed(
        originals: pairs.map(\.original), reconstructions: pairs.map(\.reconstruction))
      try output.write(grid)
      print("\(subset.count) images above their reconstructions: \(output) (\(grid.width)x\(grid.height))")
    }
    if let asFiles { try write(pairs, into: asFiles) }
  }

  /// The first images of the data set that the run was trained on.
  private func firstImages(of directory: RunDirectory) throws -> ImageSubset {
    try Run.open(
      directory, runs: runs.folder, dataRoot: dataRoot.folder, environment: ProcessInfo.processInfo.environment
    ).firstImages(count, of: split)
  }

  /// Writes each picture into a file of its own, named by batch and item.
  private func write(_ pairs: [(original: Picture, reconstruction: Picture)], into folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (index, pair) in pairs.enumerated() {
      let place = "\(index / batchSize + 1)_\(index % batchSize + 1).png"
      try pair.original.write(to: "\(folder)/input_\(place)")
      try pair.reconstruction.write(to: "\(folder)/output_\(place)")
    }
    let last = "\((pairs.count - 1) / batchSize + 1)_\((pairs.count - 1) % batchSize + 1).png"
    print("\(2 * pairs.count) files: \(folder)/input_1_1.png to output_\(last)")
  }

  /// The files' pictures in the model's size and channels.
  private func pictures(_ shape: ImageShape) throws -> ImageSubset {
    let colour: Picture.Colour = shape.channels == 1 ? .grey : .rgb
    let pictures = try images.map { path in
      try Picture(path: path).converted(to: colour).resized(width: shape.width, height: shape.height)
    }
    return ImageSubset(ImageSet(pictures: pictures, name: "pictures"))
  }
}
