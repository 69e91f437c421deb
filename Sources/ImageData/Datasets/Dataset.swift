public import ImageFormats
public import ImageShapes

/// Training images, validation images and, if there are any, test images.
public struct Dataset: Sendable {
  /// The known name (`mnist`) or the path.
  public let name: String
  /// The validation split.
  public let split: ValidationSplit
  /// The training images.
  public let training: ImageSubset
  /// The validation images, held out from training or separate; empty for the split `none`.
  public let validation: ImageSubset
  /// The test images, read on demand; nil if there are none.
  public let test: DeferredImages?
  /// The augmentations of training images, applied to the images before cropping.
  public private(set) var augmentations = Augmentations.none
  private var original: (any ImageSource)?
  /// A file with the mean of the training images, if there is one.
  public var meanFile: String?
  /// The absolute path of the folder or file that the images were read from; nil for images made in memory.
  public internal(set) var path: String?

  /// The unreadable images that were left out.
  public var badImages: [BadImage] { training.badImages.images }

  /// The shape of one image.
  public var shape: ImageShape { training.images.shape }

  /// Splits images into training and validation images.
  ///
  /// - Parameters:
  ///   - name: the known name or the path.
  ///   - images: the images to split.
  ///   - split: which images validate; `test` reads the test images now.
  ///   - seed: determines a random validation share.
  ///   - validation: the images for the split `given`.
  ///   - test: the test images.
  ///   - reading: how images are read later.
  ///   - badImages: the log of unreadable images.
  /// - Throws: ``DatasetError`` when the split leaves nothing to train on or names missing images; `ImageFileError` when the
  ///   shapes differ.
  public init(
    name: String, images: any ImageSource, split: ValidationSplit, seed: UInt64,
    validation: (any ImageSource)? = nil, test: DeferredImages? = nil, reading: ImageReading = ImageReading(),
    badImages: BadImageLog = BadImageLog()
  ) throws {
    if let test { try ImageFileError.check("test", shape: test.shape, against: images.shape, of: name) }
    let indices = try split.indices(of: images.count, seed: seed)
    self.name = name
    self.split = split
    self.training = ImageSubset(images, indices: indices.training, reading: reading, badImages: badImages)
    self.test = test
    switch split {
    case .first, .percentage, .none:
      self.validation = ImageSubset(images, indices: indices.validation, reading: reading, badImages: badImages)
    case .given:
      guard let validation else { throw DatasetError(missing: "validation", in: name) }
      try ImageFileError.check("validation", shape: validation.shape, against: images.shape, of: name)
      self.validation = ImageSubset(validation, reading: reading, badImages: badImages)
    case .test:
      guard let test else { throw DatasetError(missing: "test", in: name) }
      self.validation = try test.load()
    }
  }

  /// The data set with training images augmented differently in each epoch.
  ///
  /// If training images are cropped, validation and test images are cropped to the middle.
  /// - Throws: ``AugmentationError`` when the augmentations do not fit the images.
  public func augmented(by augmentations: Augmentations) throws -> Dataset {
    _ = try augmentations.outputShape(shape)
    @Sendable func centred(_ images: any ImageSource) throws -> any ImageSource {
      try augmentations.crop.map { try images.centred($0) } ?? images
    }
    func centred(_ subset: ImageSubset) throws -> ImageSubset {
      ImageSubset(
        try centred(subset.images), indices: subset.indices, reading: subset.reading, badImages: subset.badImages)
    }
    let test = try test.map { test in
      DeferredImages(
        count: test.count, shape: try augmentations.outputShape(test.shape), reading: training.reading,
        badImages: training.badImages
      ) {
        try centred(test.load().images)
      }
    }
    var dataset = Dataset(
      name: name, split: split, training: try centred(training), validation: try centred(validation), test: test)
    dataset.augmentations = augmentations
    dataset.original = training.images
    (dataset.meanFile, dataset.path) = (meanFile, path)
    return dataset
  }

  /// The augmented batches of a training epoch.
  ///
  /// - Parameters:
  ///   - batches: the batches of the epoch.
  ///   - epoch: the epoch, from 0.
  ///   - seed: determines the augmentations.
  ///   - held: the maximum number of batches held by the caller.
  public func trainingFeed(_ batches: Slice<Batches>, epoch: Int, seed: UInt64, holding held: Int) -> ImageFeed {
    guard let original, !augmentations.isEmpty else {
      return ImageFeed(
        training.images, batches, reading: training.reading, badImages: training.badImages, holding: held)
    }
    let augmentation: ImageAugmentation
    do {
      augmentation = try ImageAugmentation(
        augmentations, of: original.shape, epoch: epoch, passes: batches.base.passes, seed: seed)
    } catch {
      fatalError("checked images cannot be augmented: \(error)")
    }
    return ImageFeed(
      original, batches, reading: training.reading, badImages: training.badImages, holding: held,
      augmentation: augmentation)
  }

  /// A data set of these images, not augmented.
  package init(
    name: String, split: ValidationSplit, training: ImageSubset, validation: ImageSubset, test: DeferredImages? = nil
  ) {
    (self.name, self.split, self.test) = (name, split, test)
    (self.training, self.validation) = (training, validation)
  }

  /// The fingerprint of the training images, held-out images included; computed once.
  public var fingerprint: String { training.images.fingerprint }
}
