public import ImageFormats

/// The images of one batch, in memory as long as this value lives.
public struct ImageBatch {
  /// The address of pixels, levels from 0 to 255.
  public enum Pixels {
    case bytes(UnsafePointer<UInt8>)
    /// Numbers x whose levels are `x * factor + summand`, not rounded to bytes; of a source with `hasFractions`.
    case levels(UnsafePointer<Float>, factor: Float = 1, summand: Float = 0)
  }

  /// Image i of the batch is `[c, h, w]` from the pixel `indices[i] * pixelsPerImage`.
  public let pixels: Pixels
  /// The pixels of one image, channels * height * width.
  public let pixelsPerImage: Int
  /// The positions of the images in units of ``pixelsPerImage``; for images in memory, their indices in the set.
  public let indices: ArraySlice<Int32>
  /// The index of each image in its data set.
  public let images: ArraySlice<Int32>
  /// The class of each image, if known.
  public let labels: [Float]?
  /// The object that owns the pixels.
  private let owner: AnyObject

  /// The number of images.
  public var count: Int { indices.count }

  init(
    pixels: Pixels, pixelsPerImage: Int, indices: ArraySlice<Int32>, images: ArraySlice<Int32>,
    labels: [Float]?, owner: AnyObject
  ) {
    self.pixels = pixels
    self.pixelsPerImage = pixelsPerImage
    self.indices = indices
    self.images = images
    self.labels = labels
    self.owner = owner
  }

  /// Creates a batch of the images of `set` at `indices`.
  public init(_ set: ImageSet, _ indices: ArraySlice<Int32>) {
    self.init(inPlace: .bytes(set.baseAddress), of: set, indices)
  }

  /// Creates a batch of the images of `source` at `indices`, whose pixels are in memory from `pixels` on.
  init(inPlace pixels: Pixels, of source: any ImageSource, _ indices: ArraySlice<Int32>) {
    self.init(
      pixels: pixels, pixelsPerImage: source.bytesPerImage, indices: indices, images: indices,
      labels: source.labels.map { labels in indices.map { Float(labels[Int($0)]) } }, owner: source)
  }

  /// Calls `body`; the pixels stay valid until it returns.
  public func withExtendedMemory<R>(_ body: () throws -> R) rethrows -> R {
    try withExtendedLifetime(owner, body)
  }
}

extension ImageBatch.Pixels {
  /// The pixels of a source that has all its images in memory, one after the other; nil for other sources.
  init?(inPlace source: any ImageSource) {
    switch source {
    case let set as ImageSet: self = .bytes(set.baseAddress)
    case let images as BorrowedImages:
      guard images.isInPlace else { return nil }
      switch images.elements {
      case .bytes(let base): self = .bytes(base)
      case .numbers(let base, let range): self = .levels(base, factor: range.factor, summand: range.summand)
      }
    default: return nil
    }
  }
}
