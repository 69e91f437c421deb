public import ImageFormats
public import ImageShapes
internal import Synchronization

/// Images whose number and shape are known at once and whose pixels are read when first asked for.
public final class DeferredImages: Sendable {
  /// How many images there are.
  public let count: Int
  /// The shape of one image.
  public let shape: ImageShape

  private let reading: ImageReading
  private let badImages: BadImageLog
  private let read: @Sendable () throws -> any ImageSource
  private let loaded = Mutex<ImageSubset?>(nil)

  /// Images that `read` will deliver; it is called at most once unless it throws.
  public init(
    count: Int, shape: ImageShape, reading: ImageReading = ImageReading(), badImages: BadImageLog = BadImageLog(),
    read: @escaping @Sendable () throws -> any ImageSource
  ) {
    self.count = count
    self.shape = shape
    (self.reading, self.badImages) = (reading, badImages)
    self.read = read
  }

  /// The images, read now unless they were before.
  ///
  /// - Throws: what reading throws, for files an ``IDXError``.
  public func load() throws -> ImageSubset {
    try loaded.withLock { loaded in
      if let loaded { return loaded }
      let subset = ImageSubset(try read(), reading: reading, badImages: badImages)
      loaded = subset
      return subset
    }
  }
}
