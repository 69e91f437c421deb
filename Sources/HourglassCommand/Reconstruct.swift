import ArgumentParser
import Foundation
import Hourglass

/// The command `hourglass reconstruct`.
struct Reconstruct: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a picture of images above their reconstructions.")

  @Argument(help: ArgumentHelp("A run: its name below --runs, or its folder.", valueName: "run"))
  var name: String

  @Option(help: "How many images, from the first.")
  var count = 20

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("PNG files to reconstruct, made as large as the model's images.", valueName: "file"))
  var images: [String] = []

  @Option(help: "The images, where no files are given: validation, test or train.")
  var split = DatasetPart.test

  @Option(help: ArgumentHelp("The PNG file to write.", valueName: "grid.png"))
  var output: String

  @Option(help: ArgumentHelp("A folder that holds data sets.", valueName: "dir"))
  var dataRoot: String?

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var runs: RunsOption

  func validate() throws {
    guard count >= 1 else { throw ValidationError("--count: expected 1 or more, got \(count)") }
  }

  func run() throws {
    let run = try Run.open(
      RunDirectory.find(name, runs: runs.folder), runs: runs.folder, dataRoot: dataRoot,
      environment: ProcessInfo.processInfo.environment)
    guard Picture.Colour(rawValue: run.model.image.channels) != nil else {
      throw GridError(
        code: .shape,
        report: Report(
          "the run's images are no pictures", place: run.name, expected: "1 or 3 channels",
          got: "\(run.model.image.channels)", cure: "draw a run of grey or colour images"))
    }
    let subset = try images.isEmpty ? run.firstImages(count, of: split) : pictures(run.model.image)
    let grid = try run.reconstructionPicture(of: subset, executor: try compute.executor())
    try PNGFile(path: output).write(grid)
    print("\(subset.count) images above their reconstructions: \(output) (\(grid.width)x\(grid.height))")
  }

  /// The files' pictures in the model's size and channels.
  private func pictures(_ shape: ImageShape) throws -> ImageSubset {
    let colour: Picture.Colour = shape.channels == 1 ? .grey : .rgb
    let pictures = try images.map { path in
      try PNGFile(path: path).read().converted(to: colour).resized(width: shape.width, height: shape.height)
    }
    return ImageSubset(ImageSet(pictures: pictures, name: "pictures"))
  }
}
