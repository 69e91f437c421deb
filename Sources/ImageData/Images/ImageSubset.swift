/// Some of the images of a source, by their indices.
public struct ImageSubset: Sendable {
  public let images: any ImageSource
  /// Indices into `images`, in the subset's natural order.
  public let indices: [Int32]
  /// How they are read where they are not in memory.
  public var reading: ImageReading
  /// Where images that cannot be read are noted.
  public var badImages: BadImageLog

  /// The class of each image of the subset, where known.
  public var labels: [Int32]? {
    images.labels.map { labels in indices.map { labels[Int($0)] } }
  }

  /// How many images are in the subset.
  public var count: Int { indices.count }

  public init(
    _ images: any ImageSource, indices: [Int32], reading: ImageReading = ImageReading(),
    badImages: BadImageLog = BadImageLog()
  ) {
    self.images = images
    self.indices = indices
    self.reading = reading
    self.badImages = badImages
  }

  /// All of `images`, in their order.
  public init(
    _ images: any ImageSource, reading: ImageReading = ImageReading(), badImages: BadImageLog = BadImageLog()
  ) {
    self.init(images, indices: Array(0..<Int32(images.count)), reading: reading, badImages: badImages)
  }

  /// The first `count` images, or all where there are fewer.
  public func prefix(_ count: Int) -> ImageSubset {
    ImageSubset(images, indices: Array(indices.prefix(count)), reading: reading, badImages: badImages)
  }
}
