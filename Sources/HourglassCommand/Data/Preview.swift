import ArgumentParser
import Foundation
import Hourglass

/// The command `hourglass data preview`.
struct Preview: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw images above what a network sees of them in training.",
    discussion: """
      Each row below the images is an epoch; there is one row without --augment. Normalized images are drawn with their \
      range from black to white, standardised and whitened ones within three deviations.

        hourglass data preview mnist --augment rotation=10 --output preview.png
      """)

  @OptionGroup var source: SourceOptions

  @Option(setting: "augmentation", of: DataSettings.self) var augment: [SettingValue]
  @Option(setting: "normalization", of: DataSettings.self) var normalization: SettingValue?

  @Option(parsing: .unconditional, help: "The number of images, from the first.")
  var count = 10

  @Option(parsing: .unconditional, help: "The number of epochs.")
  var epochs = 4

  @Option(setting: "seed", of: TrainingSettings.self) var seed: SettingValue?

  @OptionGroup var target: PictureOutputOptions
  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    _ = try FlagValues.checked(data)
    for (name, number) in [("count", count), ("epochs", epochs)] {
      guard (1...1000).contains(number) else {
        throw ValidationError("--\(name): expected a number from 1 to 1000, got \(number)")
      }
    }
  }

  func run() throws {
    let (data, seed) = (try data(), seed?.integer(as: UInt64.self) ?? 0)
    let (augmentations, normalization) = (data.augmentation ?? .none, data.normalization)
    let epochs = augmentations.isEmpty ? 1 : epochs
    let dataset = try source.dataset(split: ValidationSplit.none, seed: seed)
    let images = dataset.training.images
    // `images`, since an image's draws depend on its place in the source.
    let subset = ImageSubset(images, indices: Array(0..<Int32(min(count, images.count))))
    let normalized =
      try normalization == .none
      ? nil
      : NormalizedPictures(
        normalization, of: dataset.augmented(by: augmentations).training, executor: compute.executor())
    let picture = try VariationGrid(epochs: epochs).composed(subset, augmentations, seed: seed) {
      try normalized?.pictures(of: $0) ?? $0
    }
    try target.output.write(picture)
    let words = normalization == .none ? "" : ", \(normalization.rawValue)"
    print(
      "\(subset.count) images and \(epochs) \(epochs == 1 ? "epoch" : "epochs") of \(augmentations)\(words): \(target.output) "
        + "(\(picture.width)x\(picture.height))")
  }

  /// The settings that the flags give.
  private func data() throws -> DataSettings {
    var given = Given<DataSettings>()
    if !augment.isEmpty { try given.give("augmentation", .list(augment)) }
    if let normalization { try given.give("normalization", normalization) }
    return given.section
  }
}
