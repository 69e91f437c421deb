public import Clusters
public import ImageFormats

/// Some of the images of a source, by their indices.
public struct ImageSubset: Sendable {
  /// The source.
  public let images: any ImageSource
  /// Indices into `images`, in the subset's natural order, without unreadable images.
  public private(set) var indices: [Int32]
  /// The settings for reading images that are not in memory.
  public var reading: ImageReading
  /// The log of unreadable images.
  public var badImages: BadImageLog

  /// The class of each image of the subset, if known.
  public var labels: [Int32]? {
    images.labels.map { labels in indices.map { labels[Int($0)] } }
  }

  /// The number of images in the subset.
  public var count: Int { indices.count }

  /// Selects images of a source, without those that it lists as unreadable.
  ///
  /// - Parameters:
  ///   - images: the source.
  ///   - indices: the images, in the subset's order.
  ///   - reading: how images are read that are not in memory.
  ///   - badImages: the log of unreadable images.
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

  /// Selects all images of a source, in order.
  ///
  /// - Parameters:
  ///   - images: the source.
  ///   - reading: how images are read that are not in memory.
  ///   - badImages: the log of unreadable images.
  public init(
    _ images: any ImageSource, reading: ImageReading = ImageReading(), badImages: BadImageLog = BadImageLog()
  ) {
    self.init(images, indices: Array(0..<Int32(images.count)), reading: reading, badImages: badImages)
  }

  /// The images that this process of `communicator` takes: consecutive, none where there are fewer than processes.
  public func shared(by communicator: any Communicator) -> ImageSubset {
    var subset = self
    subset.indices = Array(indices[communicator.share(of: count)])
    return subset
  }

  /// The first `count` readable images; all of them if there are fewer.
  ///
  /// - Throws: why an image cannot be read, with `ImageReading.onBadImage` `fail`.
  public func readable(_ count: Int) throws -> ImageSubset {
    var found: [Int32] = []
    for index in indices where found.count < count {
      do {
        _ = try images.pixels(at: Int(index))
        found.append(index)
      } catch  where reading.onBadImage == .skip && !error.isMixedSizes {
        badImages.note(BadImage(title: images.title(of: Int(index)), reason: "\(error)"))
      }
    }
    return ImageSubset(images, indices: found, reading: reading, badImages: badImages)
  }
}

extension ImageSubset {
  /// The images at `positions` of the subset, in their order.
  public func selecting(_ positions: some Sequence<Int>) -> ImageSubset {
    ImageSubset(images, indices: positions.map { indices[$0] }, reading: reading, badImages: badImages)
  }

  /// The first `count` images; all of them if there are fewer.
  public func prefix(_ count: Int) -> ImageSubset { selecting(0..<Swift.min(count, self.count)) }

  /// The images of these classes; none for images without classes.
  public func ofClasses(_ classes: Set<Int32>) -> ImageSubset {
    let labels = labels ?? []
    return selecting(labels.indices.filter { classes.contains(labels[$0]) })
  }
}
