public import ImageFormats

/// The images of one batch, in memory as long as this value lives.
public struct ImageBatch {
  /// Image i of the batch is the `bytesPerImage` bytes, `[c, h, w]`, at `baseAddress + indices[i] * bytesPerImage`.
  public let baseAddress: UnsafePointer<UInt8>
  /// The bytes of one image, channels * height * width.
  public let bytesPerImage: Int
  /// The positions of the images in units of ``bytesPerImage``; for images in memory, their indices in the set.
  public let indices: ArraySlice<Int32>
  /// The index of each image in its data set.
  public let images: ArraySlice<Int32>
  /// The class of each image, if known.
  public let labels: [Float]?
  /// The object that owns the bytes.
  private let owner: AnyObject

  /// The number of images.
  public var count: Int { indices.count }

  init(
    baseAddress: UnsafePointer<UInt8>, bytesPerImage: Int, indices: ArraySlice<Int32>, images: ArraySlice<Int32>,
    labels: [Float]?, owner: AnyObject
  ) {
    self.baseAddress = baseAddress
    self.bytesPerImage = bytesPerImage
    self.indices = indices
    self.images = images
    self.labels = labels
    self.owner = owner
  }

  /// Creates a batch of the images of `set` at `indices`.
  public init(_ set: ImageSet, _ indices: ArraySlice<Int32>) {
    self.init(
      baseAddress: set.baseAddress, bytesPerImage: set.bytesPerImage, indices: indices, images: indices,
      labels: set.labels.map { labels in indices.map { Float(labels[Int($0)]) } }, owner: set)
  }

  /// Calls `body`; the bytes stay valid until it returns.
  public func withExtendedMemory<R>(_ body: () throws -> R) rethrows -> R {
    try withExtendedLifetime(owner, body)
  }
}
