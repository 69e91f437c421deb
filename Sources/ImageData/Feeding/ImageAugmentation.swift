import ImageFormats
public import ImageShapes

/// How the images of one pass are changed before a network sees them.
public struct ImageAugmentation: Sendable {
  /// The shape of a changed image.
  public let shape: ImageShape
  let reader: @Sendable (_ source: any ImageSource) -> ImageFeed.Reader

  func reader(of source: any ImageSource) -> ImageFeed.Reader { reader(source) }
}
