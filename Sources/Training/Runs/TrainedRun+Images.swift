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
    let (preparation, shape) = preparation
    let numbers = try classNumbers(labels)
    let set = ImageSet(
      count: pictures.count, shape: shape, labels: numbers, classNames: classNames, name: "pictures"
    ) { pixels in
      for (index, picture) in pictures.enumerated() {
        preparation.write(
          picture, index: index, as: shape,
          into: UnsafeMutableBufferPointer(rebasing: pixels[index * shape.elements..<(index + 1) * shape.elements]))
      }
    }
    return ImageSubset(try asTrained(set))
  }

  /// Picture files as the run's model sees images, read when they are needed; unreadable ones are skipped and listed.
  ///
  /// - Parameters:
  ///   - files: At least one path of a picture file.
  ///   - labels: The class of each, by number or by a name that the run records; nil for none.
  /// - Throws: ``RunError`` for a run of images that are not pictures, or a class that the run does not know;
  ///   `AugmentationError` where the run's crop does not fit.
  public func images(files: [String], labels: [String]? = nil) throws -> ImageSubset {
    guard Picture.Colour(rawValue: model.image.channels) != nil else {
      throw RunError(
        .noImages,
        Report(
          "the run's images are not pictures", place: name, expected: "1 or 3 channels",
          got: "\(model.image.channels)", cure: "give a data set of such images with --dataset"))
    }
    var reading = configuration.reading
    (reading.preparation, reading.onBadImage, reading.pages) = (preparation.preparation, .skip, .first)
    let numbers = try classNumbers(labels)
    let pictures = try EncodedPictures(
      paths: files, labels: numbers, classNames: classNames, name: "pictures", reading: reading)
    return ImageSubset(try asTrained(pictures), reading: reading)
  }

  /// How a picture is brought to the shape that the run's images have before they are cropped.
  var preparation: (preparation: PicturePreparation, shape: ImageShape) {
    var preparation = configuration.reading.preparation
    if configuration.augmentations.crop == nil || preparation.size == nil {
      preparation.size = PixelSize(width: model.image.width, height: model.image.height)
    }
    preparation.colour = Picture.Colour(rawValue: model.image.channels)
    let shape = ImageShape(
      channels: model.image.channels, height: preparation.size?.height ?? model.image.height,
      width: preparation.size?.width ?? model.image.width)
    return (preparation, shape)
  }

  /// Prepared images inverted and cropped as the run's own.
  private func asTrained(_ prepared: any ImageSource) throws -> any ImageSource {
    let images = configuration.data.isInverted ? prepared.inverted() : prepared
    guard let crop = configuration.augmentations.crop, prepared.shape != model.image else { return images }
    return try images.centred(crop)
  }

  /// The numbers of the classes of pictures.
  private func classNumbers(_ labels: [String]?) throws(RunError) -> [Int32]? {
    if let labels {
      var numbers: [Int32] = []
      for label in labels { numbers.append(try classNumber(label)) }
      return numbers
    }
    guard model.needsLabels else { return nil }
    let numbers = model.classCount.map { "0 to \($0 - 1)" }
    throw RunError(
      .labels,
      Report(
        "the model needs the class of each picture", place: name,
        expected: classNames.isEmpty ? numbers : classNames.prefix(20).joined(separator: ", "), got: "none",
        cure: "give the class with --label"))
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
    (configuration.data.validation, configuration.data.classes) = (ValidationSplit.none, nil)
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
