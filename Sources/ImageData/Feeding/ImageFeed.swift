internal import Foundation
public import ImageFormats
import ImageShapes

/// The batches of a pass over images, one after the other in memory.
///
/// Images in memory are used without a copy. Others are read, decoded and augmented by threads of the feed, up to
/// `ImageReading.batchesAhead` batches ahead. The number of threads changes no pixel.
public final class ImageFeed {
  /// Writes the pixels, `[c, h, w]`, of the image `index` of the source in one pass: bytes, or floats for a source with
  /// fractions.
  typealias Reader = @Sendable (_ index: Int, _ pass: Int, _ pixels: UnsafeMutableRawBufferPointer) throws -> Void

  private let source: any ImageSource
  private let batches: Slice<Batches>
  private let onBadImage: BadImagePolicy
  private let badImages: BadImageLog
  private let queue: ReadAheadQueue?
  /// The pixels of images that are in memory.
  private let memory: ImageBatch.Pixels?
  /// The bytes of a pixel in the queue.
  private let pixelBytes: Int
  private var position: Int
  /// What ``take()`` returns or throws next, where ``peek()`` has looked.
  private var ahead: Result<ImageBatch?, any Error>?
  /// The time that ``next()`` has waited for images.
  public private(set) var waited = Duration.zero

  /// Starts reading batches.
  ///
  /// - Parameters:
  ///   - source: the images.
  ///   - batches: the batches, as indices of `source`.
  ///   - reading: the number of threads and of batches read ahead, and how unreadable images are handled.
  ///   - badImages: the log of unreadable images.
  ///   - held: the maximum number of batches that the caller holds at a time.
  ///   - augmentation: the augmentation of each image, if any.
  public init(
    _ source: any ImageSource, _ batches: Slice<Batches>, reading: ImageReading = ImageReading(),
    badImages: BadImageLog = BadImageLog(), holding held: Int = 1, augmentation: ImageAugmentation? = nil
  ) {
    self.source = source
    self.batches = batches
    self.onBadImage = reading.onBadImage
    self.badImages = badImages
    position = batches.startIndex
    pixelBytes = source.hasFractions ? MemoryLayout<Float>.size : 1
    memory = ImageBatch.Pixels(inPlace: source)
    guard augmentation != nil || memory == nil else {
      queue = nil
      return
    }
    let pixels = augmentation?.shape.elements ?? source.shape.elements
    queue = ReadAheadQueue(
      batches, bytesPerImage: pixels * pixelBytes, slots: held + reading.batchesAhead, threads: reading.threads,
      reader: augmentation?.reader(of: source) ?? Self.reader(of: source))
  }

  private static func reader(of source: any ImageSource) -> Reader {
    if source.hasFractions {
      return { index, _, pixels in try source.readLevels(index, into: pixels.bindMemory(to: Float.self)) }
    }
    return { index, _, pixels in try source.read(index, into: pixels.bindMemory(to: UInt8.self)) }
  }

  deinit { queue?.stop() }

  /// Returns the next batch that has images; nil after the last.
  ///
  /// - Throws: why an image cannot be read, with `ImageReading.onBadImage` `fail`.
  public func next() throws -> ImageBatch? {
    while let batch = try take() {
      if batch.count > 0 { return batch }
    }
    return nil
  }

  /// Returns the next batch; nil after the last.
  ///
  /// Unreadable images are missing from their batch, which may be empty.
  /// - Throws: why an image cannot be read, with `ImageReading.onBadImage` `fail`.
  public func take() throws -> ImageBatch? {
    guard let known = ahead else { return try takeNext() }
    ahead = nil
    return try known.get()
  }

  /// Returns the batch that ``take()`` will return next, without waiting; nil where it is not in memory yet, and where
  /// there is none.
  ///
  /// The batch counts as one that the caller holds.
  public func peek() -> ImageBatch? {
    if ahead == nil, queue?.isNextFilled ?? true { ahead = Result { try takeNext() } }
    return try? ahead?.get()
  }

  private func takeNext() throws -> ImageBatch? {
    guard position < batches.endIndex else { return nil }
    let indices = batches[position]
    position += 1
    guard let queue else {
      guard let memory else { fatalError("a feed without a queue reads from memory") }
      return ImageBatch(inPlace: memory, of: source, indices)
    }
    let begin = ContinuousClock.now
    let filled = queue.next()
    waited += ContinuousClock.now - begin
    if let failure = filled.failures.first(where: { onBadImage == .fail || $0.error.isMixedSizes }) {
      throw failure.error
    }
    func index(_ place: Int) -> Int { Int(indices[indices.startIndex + place]) }
    for failure in filled.failures {
      badImages.note(BadImage(title: source.title(of: index(failure.place)), reason: "\(failure.error)"))
    }
    let bad = Set(filled.failures.map(\.place))
    let places = (0..<indices.count).filter { !bad.contains($0) }
    let slot = UnsafeRawPointer(filled.slot.pixels)
    let pixels: ImageBatch.Pixels =
      source.hasFractions
      ? .levels(slot.assumingMemoryBound(to: Float.self)) : .bytes(slot.assumingMemoryBound(to: UInt8.self))
    return ImageBatch(
      pixels: pixels, pixelsPerImage: queue.bytesPerImage / pixelBytes, indices: places.map { Int32($0) }[...],
      images: places.map { Int32(index($0)) }[...],
      labels: source.labels.map { labels in places.map { Float(labels[index($0)]) } }, owner: filled.slot)
  }
}

extension ImageFeed {
  /// Starts reading the images of `subset` in their order, for an evaluation.
  ///
  /// - Parameters:
  ///   - subset: the images.
  ///   - batchSize: the maximum number of images per batch.
  public convenience init(_ subset: ImageSubset, batchSize: Int) {
    self.init(
      subset.images, Batches(inOrder: subset, batchSize: batchSize)[...], reading: subset.reading,
      badImages: subset.badImages)
  }
}
