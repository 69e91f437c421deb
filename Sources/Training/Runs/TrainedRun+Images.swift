import Autoencoders
import Diagnostics
public import ImageData
import ImageFormats
import ImageShapes
public import Pictures
import Settings

extension TrainedRun {
  /// Pictures as the run's model sees images: resized, in its colours and inverted as the run's own were.
  ///
  /// The run's images are not read.
  ///
  /// - Parameters:
  ///   - pictures: At least one picture, of any size.
  ///   - labels: The class of each, by number or by a name that the run records; nil for none.
  /// - Throws: ``RunError`` for a class that the run does not know, `AugmentationError` where the run's crop does not fit.
  public func images(_ pictures: [Picture], labels: [String]? = nil) throws -> ImageSubset {
    var preparation = configuration.reading.preparation
    let crop = configuration.augmentations.crop
    if crop == nil || preparation.size == nil {
      preparation.size = PixelSize(width: model.image.width, height: model.image.height)
    }
    preparation.colour = Picture.Colour(rawValue: model.image.channels)
    let shape = ImageShape(
      channels: model.image.channels, height: preparation.size?.height ?? model.image.height,
      width: preparation.size?.width ?? model.image.width)
    let numbers = try labels.map { try $0.map(classNumber) }
    let set = ImageSet(
      count: pictures.count, shape: shape, labels: numbers, classNames: classNames, name: "pictures"
    ) { pixels in
      for (index, picture) in pictures.enumerated() {
        preparation.write(
          picture, index: index, as: shape,
          into: UnsafeMutableBufferPointer(rebasing: pixels[index * shape.elements..<(index + 1) * shape.elements]))
      }
    }
    var images: any ImageSource = configuration.data.isInverted ? set.inverted() : set
    if let crop, shape != model.image { images = try images.centred(crop) }
    return ImageSubset(images)
  }

  /// The number of the class called `text`, or `text` as a number.
  private func classNumber(_ text: String) throws(RunError) -> Int32 {
    let number = classNames.firstIndex(of: text).map { Int32($0) } ?? Int32(text)
    if let number, number >= 0, number < model.classCount ?? .max { return number }
    throw RunError(
      .labels,
      Report(
        "no such class", place: name, got: text,
        cure: classNames.isEmpty
          ? "give its number, \(model.classCount.map { "from 0 to \($0 - 1)" } ?? "from 0")"
          : knownNames(Array(classNames.prefix(100)), insteadOf: text)))
  }

  /// The run with the images of `dataset` instead of its own, which are not looked for.
  func measuring(
    _ dataset: String, _ settings: RunConfiguration, _ runs: String, _ environment: [String: String]
  ) throws -> Run {
    var configuration = settings
    configuration.data.dataset = dataset
    configuration.places = nil
    configuration.data.validation = ValidationSplit.none
    if configuration.augmentations.crop == nil || configuration.reading.preparation.size == nil {
      configuration.reading.preparation.size = PixelSize(width: model.image.width, height: model.image.height)
    }
    configuration.reading.preparation.colour = Picture.Colour(rawValue: model.image.channels)
    // Both belong to the run's own images.
    (configuration.reading.root, configuration.reading.classNames) = (nil, nil)
    let images = try configuration.loadDataset(environment: environment)
    try model.check(images.training, place: images.name)
    return try Run(configuration, dataset: images, directory: directory, name: name, runs: runs)
  }
}
