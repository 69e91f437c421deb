public import ImageFormats
public import ImageShapes
internal import Synchronization

/// Images of known number and shape whose pixels are read on demand.
public final class DeferredImages: Sendable {
  /// The number of images.
  public let count: Int
  /// The shape of one image.
  public let shape: ImageShape

  private let reading: ImageReading
  private let badImages: BadImageLog
  private let read: @Sendable () throws -> any ImageSource
  private let loaded = Mutex<ImageSubset?>(nil)

  /// Defers reading images.
  ///
  /// - Parameters:
  ///   - count: the number of images.
  ///   - shape: the shape of one image.
  ///   - reading: how images are read that are not in memory.
  ///   - badImages: the log of unreadable images.
  ///   - read: reads the images; called again only after it has thrown.
  public init(
    count: Int, shape: ImageShape, reading: ImageReading = ImageReading(), badImages: BadImageLog = BadImageLog(),
    read: @escaping @Sendable () throws -> any ImageSource
  ) {
    self.count = count
    self.shape = shape
    (self.reading, self.badImages) = (reading, badImages)
    self.read = read
  }

  /// Returns the images, read at the first call.
  ///
  /// - Throws: what reading throws, for files an `ImageFileError`.
  public func load() throws -> ImageSubset {
    try loaded.withLock { loaded in
      if let loaded { return loaded }
      let subset = ImageSubset(try read(), reading: reading, badImages: badImages)
      loaded = subset
      return subset
    }
  }
}
