import ImageFormats
public import ImageShapes

/// The augmentation of the images of one epoch.
public struct ImageAugmentation: Sendable {
  /// The shape of an augmented image.
  public let shape: ImageShape
  let reader: @Sendable (_ source: any ImageSource) -> ImageFeed.Reader

  func reader(of source: any ImageSource) -> ImageFeed.Reader { reader(source) }
}
