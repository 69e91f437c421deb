public import ArgumentParser
import Foundation
public import Hourglass

/// The command `hourglass data preview`.
struct Preview: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a picture of images above what training makes of them.",
    discussion: """
      Augmentations: \(Augmentations.names.joined(separator: ", ")); each row below the images is an epoch, or the only one \
      where nothing varies. Normalized images are shown from black to white as far as a network may see them, what is \
      standardised or whitened within three deviations.
      """)

  @OptionGroup var source: SourceOptions

  @Option(help: ArgumentHelp("Such as flip=lr, rotation=10 or crop=24x24; may be repeated.", valueName: "kind=value"))
  var augment: [String] = []

  @Option(
    help: "Show images normalized too: \(ImageNormalization.allCases.map(\.rawValue).joined(separator: ", ")).")
  var normalization = ImageNormalization.none

  @Option(parsing: .unconditional, help: "How many images, from the first.")
  var count = 10

  @Option(parsing: .unconditional, help: "How many epochs.")
  var epochs = 4

  @Option(parsing: .unconditional, help: "The seed of the run.", transform: FlagValues.seed)
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp("The picture to write, PNG or JPEG.", valueName: "picture.png"), transform: FlagValues.picture)
  var output: PictureOutput

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    _ = try FlagValues.checked { try Augmentations(flags: augment) }
    for (name, number) in [("count", count), ("epochs", epochs)] {
      guard (1...1000).contains(number) else {
        throw ValidationError("--\(name): expected a number from 1 to 1000, got \(number)")
      }
    }
  }

  func run() throws {
    let augmentations = try Augmentations(flags: augment)
    let epochs = augmentations.isEmpty ? 1 : epochs
    let dataset = try source.dataset(split: ValidationSplit.none, seed: seed)
    let images = dataset.training.images
    // `images`, since an image's draws depend on its place in the source.
    let subset = ImageSubset(images, indices: Array(0..<Int32(min(count, images.count))))
    let normalized = try normalization == .none ? nil : normalizedPictures(dataset.augmented(by: augmentations))
    let picture = try VariationGrid(epochs: epochs).composed(subset, augmentations, seed: seed) {
      try normalized?.pictures(of: $0) ?? $0
    }
    try output.write(picture)
    let words = normalization == .none ? "" : ", \(normalization.rawValue)"
    print(
      "\(subset.count) images and \(epochs) \(epochs == 1 ? "epoch" : "epochs") of \(augmentations)\(words): \(output) "
        + "(\(picture.width)x\(picture.height))")
  }

  private func normalizedPictures(_ dataset: Dataset) throws -> NormalizedPictures {
    try NormalizedPictures(normalization, of: dataset.training, executor: compute.executor())
  }
}

extension ImageNormalization: ExpressibleByArgument {}
