public import Tensors

/// Images to train on, to validate with and, where there are any, to test with.
public struct Dataset: Sendable {
  /// The known name (`mnist`) or the path.
  public let name: String
  /// How training and validation images were parted.
  public let split: ValidationSplit
  public let training: ImageSubset
  /// The images held out from training; empty where the split is none.
  public let validation: ImageSubset
  /// The test images, read on demand; nil where there are none.
  public let test: DeferredImages?

  /// The shape of one image.
  public var shape: ImageShape { training.images.shape }

  /// Parts `images` by `split`, drawing a random share from `seed`.
  ///
  /// - Throws: ``DatasetError`` when the split leaves nothing to train on or the test images have another shape.
  public init(
    name: String, images: any ImageSource, split: ValidationSplit, seed: UInt64, test: DeferredImages? = nil
  ) throws {
    if let test { try DatasetError.check(testShape: test.shape, against: images.shape, of: name) }
    let indices = try split.indices(of: images.count, seed: seed)
    self.name = name
    self.split = split
    self.training = ImageSubset(images, indices: indices.training)
    self.validation = ImageSubset(images, indices: indices.validation)
    self.test = test
  }

  init(name: String, split: ValidationSplit, training: ImageSubset, validation: ImageSubset, test: DeferredImages?) {
    (self.name, self.split, self.test) = (name, split, test)
    (self.training, self.validation) = (training, validation)
  }

  /// The fingerprint of the images that training and validation share; computed when first asked for.
  public var fingerprint: String { training.images.fingerprint }
}
