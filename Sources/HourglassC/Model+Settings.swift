import Hourglass
import Settings

extension Model {
  /// Settings of the section `data` that arrays have; all others say how files are found and read.
  private static let dataSettings: Set = ["scaling", "normalization", "augmentation", "validation"]

  /// Creates a model from the text of a run file without a data set.
  ///
  /// - Throws: the error of a wrong setting.
  convenience init(yaml text: String, threads: Int32) throws {
    var settings = try RunFile(yaml: text, path: "settings").settings
    if let name = settings.data.values.keys.sorted().first(where: { !Self.dataSettings.contains($0) })
      ?? settings.reading.values.keys.sorted().first
    {
      throw InterfaceError.badValue(
        "a setting of files has no meaning for arrays", place: "data, \(name)",
        expected: Self.dataSettings.sorted().joined(separator: ", "),
        cure: "leave it out, or train with `hourglass train`")
    }
    if let name = settings.name {
      throw InterfaceError.badValue(
        "a model that is fitted to arrays has no name", place: "name", got: name, cure: "give fit a folder")
    }
    settings.data.dataset = Self.arrayName
    try self.init(settings, threads: threads)
    _ = try configuration()
  }

  /// The whole configuration.
  ///
  /// - Throws: the error of a wrong setting.
  func configuration() throws -> RunConfiguration {
    let configuration = try settings.resolved()
    if let split = configuration.data.validation, [.given, .test].contains(split) {
      throw InterfaceError.badValue(
        "an array has no images for validation alone", place: "data, validation", expected: "first 1000, 10% or none",
        got: "\(split)")
    }
    return configuration
  }

  /// The images, split and augmented by `configuration`.
  func dataset(_ images: BorrowedImages, _ configuration: RunConfiguration) throws -> Dataset {
    let dataset = try Dataset(
      name: images.name, images: configuration.asRead(images), split: configuration.data.validation ?? .none,
      seed: configuration.training.seed)
    return configuration.augmentations.isEmpty ? dataset : try dataset.augmented(by: configuration.augmentations)
  }
}
