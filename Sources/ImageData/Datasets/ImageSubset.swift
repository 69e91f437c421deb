public import ImageFormats

/// Some of the images of a source, by their indices.
public struct ImageSubset: Sendable {
  /// The source.
  public let images: any ImageSource
  /// Indices into `images`, in the subset's natural order; without those that are known to be unreadable.
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

  /// The images of a source at `indices`, in this order, without those that the source knows to be unreadable.
  public init(
    _ images: any ImageSource, indices: [Int32], reading: ImageReading = ImageReading(),
    badImages: BadImageLog = BadImageLog()
  ) {
    self.images = images
    let unreadable = Set((images as? ImageSet)?.unreadable ?? [])
    self.indices = unreadable.isEmpty ? indices : indices.filter { !unreadable.contains($0) }
    self.reading = reading
    self.badImages = badImages
  }

  /// All of `images`, in their order.
  public init(
    _ images: any ImageSource, reading: ImageReading = ImageReading(), badImages: BadImageLog = BadImageLog()
  ) {
    self.init(images, indices: Array(0..<Int32(images.count)), reading: reading, badImages: badImages)
  }

  /// The first `count` images that can be read, or all such where there are fewer.
  ///
  /// - Throws: why one cannot be read, where ``ImageReading/onBadImage`` says so.
  public func readable(_ count: Int) throws -> ImageSubset {
    var found: [Int32] = []
    for index in indices where found.count < count {
      do {
        _ = try images.pixels(at: Int(index))
        found.append(index)
      } catch  where reading.onBadImage == .skip && !error.isOfSeveralSizes {
        badImages.note(BadImage(title: images.title(of: Int(index)), reason: "\(error)"))
      }
    }
    return ImageSubset(images, indices: found, reading: reading, badImages: badImages)
  }
}
