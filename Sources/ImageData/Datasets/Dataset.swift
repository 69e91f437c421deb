public import ImageFormats
public import ImageShapes

/// Images to train on, to validate with and, where there are any, to test with.
public struct Dataset: Sendable {
  /// The known name (`mnist`) or the path.
  public let name: String
  /// How training and validation images were parted.
  public let split: ValidationSplit
  /// The images to train on.
  public let training: ImageSubset
  /// The images to validate with, held out from training or others; empty where the split is none.
  public let validation: ImageSubset
  /// The test images, read on demand; nil where there are none.
  public let test: DeferredImages?
  /// How training images are varied, and the images that are: those of ``training`` before a window is cut out.
  public private(set) var augmentations = Augmentations.none
  private var original: (any ImageSource)?
  /// A file with the mean of the training images, where one belongs to them.
  public var meanFile: String?
  /// The absolute path of the folder or file that the images were read from; nil for images made in memory.
  public internal(set) var path: String?

  /// The images that could not be read and were left out.
  public var badImages: [BadImage] { training.badImages.images }

  /// The shape of one image.
  public var shape: ImageShape { training.images.shape }

  /// Parts `images` by `split`, drawing a random share from `seed`.
  ///
  /// `validation` are the images that the split `given` takes; the split `test` reads the test images now. Images
  /// that are read later are read as `reading` says, and noted in `badImages` where they cannot be.
  /// - Throws: ``DatasetError`` when the split leaves nothing to train on, names images that are not there, or when the
  ///   shapes differ.
  public init(
    name: String, images: any ImageSource, split: ValidationSplit, seed: UInt64,
    validation: (any ImageSource)? = nil, test: DeferredImages? = nil, reading: ImageReading = ImageReading(),
    badImages: BadImageLog = BadImageLog()
  ) throws {
    if let test { try DatasetError.check(testShape: test.shape, against: images.shape, of: name) }
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
      try DatasetError.check(validationShape: validation.shape, against: images.shape, of: name)
      self.validation = ImageSubset(validation, reading: reading, badImages: badImages)
    case .test:
      guard let test else { throw DatasetError(missing: "test", in: name) }
      self.validation = try test.load()
    }
  }

  /// The same data set, its training images varied anew in each epoch; where a window is cut out, its middle in all others.
  ///
  /// - Throws: ``AugmentationError`` when the images cannot be varied so.
  public func augmented(by augmentations: Augmentations) throws -> Dataset {
    _ = try augmentations.outputShape(shape)
    @Sendable func centred(_ images: any ImageSource) throws -> any ImageSource {
      try augmentations.crop.map { try CentredImages(images, size: $0) } ?? images
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

  /// The batches of `batches` as epoch `epoch` of training has them, of which at most `held` are kept at a time.
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
      fatalError("images that were checked cannot be varied: \(error)")
    }
    return ImageFeed(
      original, batches, reading: training.reading, badImages: training.badImages, holding: held,
      augmentation: augmentation)
  }

  init(name: String, split: ValidationSplit, training: ImageSubset, validation: ImageSubset, test: DeferredImages?) {
    (self.name, self.split, self.test) = (name, split, test)
    (self.training, self.validation) = (training, validation)
  }

  /// The fingerprint of the training images, with those held out among them; computed when first asked for.
  public var fingerprint: String { training.images.fingerprint }
}
