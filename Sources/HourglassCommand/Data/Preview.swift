import ArgumentParser
import Foundation
import Hourglass

/// The command `hourglass data preview`.
struct Preview: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a picture of images above what training with augmentations makes of them.",
    discussion: "Augmentations: \(Augmentations.names.joined(separator: ", ")); each row below the images is an epoch.")

  @OptionGroup var source: SourceOptions

  @Option(help: ArgumentHelp("Such as flip=lr, rotation=10 or crop=24x24; may be repeated.", valueName: "kind=value"))
  var augment: [String] = []

  @Option(help: "How many images, from the first.")
  var count = 10

  @Option(help: "How many epochs.")
  var epochs = 4

  @Option(help: "The seed of the run.")
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("The PNG file to write.", valueName: "picture.png"))
  var output: String

  func validate() throws {
    for (name, number) in [("count", count), ("epochs", epochs)] {
      guard (1...1000).contains(number) else {
        throw ValidationError("--\(name): expected a number from 1 to 1000, got \(number)")
      }
    }
  }

  func run() throws {
    let augmentations = try Augmentations(flags: augment)
    let dataset = try source.dataset(split: ValidationSplit.none, seed: seed)
    let images = dataset.training.images
    // `images`, since an image's draws depend on its place in the source.
    let subset = ImageSubset(images, indices: Array(0..<Int32(min(count, images.count))))
    let picture = try VariationGrid(epochs: epochs).composed(subset, augmentations, seed: seed)
    try PNGFile(path: output).write(picture)
    print(
      "\(subset.count) images and \(epochs) epochs of \(augmentations): \(output) (\(picture.width)x\(picture.height))")
  }
}
