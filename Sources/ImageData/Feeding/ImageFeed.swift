internal import Foundation
public import ImageFormats
import ImageShapes

/// The batches of a pass over images, each in memory when it is asked for.
///
/// Images that are in memory are read where they lie. Others are read, decoded and augmented by threads of their own, up
/// to ``ImageReading/batchesAhead`` batches before they are asked for. Which thread reads what changes no number.
public final class ImageFeed {
  /// An image's pixels as they are in one pass: `index` in the source, `pass` of the batches' order, written `[c, h, w]`.
  typealias Reader = @Sendable (_ index: Int, _ pass: Int, _ pixels: UnsafeMutableBufferPointer<UInt8>) throws -> Void

  private let source: any ImageSource
  private let batches: Slice<Batches>
  private let onBadImage: BadImagePolicy
  private let badImages: BadImageLog
  private let queue: ReadAheadQueue?
  private var position: Int
  /// How long ``next()`` has waited for images.
  public private(set) var waited = Duration.zero

  /// The batches of `batches`, whose indices are those of `source`.
  ///
  /// At most `held` batches are kept by the caller at a time. With `augmentation`, each image is changed as that says.
  public init(
    _ source: any ImageSource, _ batches: Slice<Batches>, reading: ImageReading = ImageReading(),
    badImages: BadImageLog = BadImageLog(), holding held: Int = 1, augmentation: ImageAugmentation? = nil
  ) {
    self.source = source
    self.batches = batches
    self.onBadImage = reading.onBadImage
    self.badImages = badImages
    position = batches.startIndex
    guard augmentation != nil || !(source is ImageSet) else {
      queue = nil
      return
    }
    let bytes = augmentation?.shape.elements ?? source.bytesPerImage
    let reader: Reader
    if let augmentation {
      reader = augmentation.reader(of: source)
    } else {
      reader = { [source] index, _, pixels in try source.read(index, into: pixels) }
    }
    queue = ReadAheadQueue(
      batches, bytesPerImage: bytes, slots: held + reading.batchesAhead, threads: reading.threads, reader: reader)
  }

  deinit { queue?.stop() }

  /// The next batch that has images; nil after the last.
  ///
  /// - Throws: why an image cannot be read, where that is to end the pass.
  public func next() throws -> ImageBatch? {
    while let batch = try take() {
      if batch.count > 0 { return batch }
    }
    return nil
  }

  /// The next batch; nil after the last.
  ///
  /// An image that cannot be read is missing from its batch, which may become empty.
  ///
  /// - Throws: why an image cannot be read, where that is to end the pass.
  public func take() throws -> ImageBatch? {
    guard position < batches.endIndex else { return nil }
    let indices = batches[position]
    position += 1
    guard let queue else {
      guard let set = source as? ImageSet else { fatalError("a feed without a queue reads from memory") }
      return ImageBatch(set, indices)
    }
    let begin = ContinuousClock.now
    let filled = queue.next()
    waited += ContinuousClock.now - begin
    if let failure = filled.failures.first(where: { onBadImage == .fail || $0.error.isOfSeveralSizes }) {
      throw failure.error
    }
    func index(_ place: Int) -> Int { Int(indices[indices.startIndex + place]) }
    for failure in filled.failures {
      badImages.note(BadImage(title: source.title(of: index(failure.place)), reason: "\(failure.error)"))
    }
    let bad = Set(filled.failures.map(\.place))
    let places = (0..<indices.count).filter { !bad.contains($0) }
    return ImageBatch(
      baseAddress: filled.slot.pixels, bytesPerImage: queue.bytesPerImage, indices: places.map { Int32($0) }[...],
      labels: source.labels.map { labels in places.map { Float(labels[index($0)]) } }, owner: filled.slot)
  }
}

extension ImageFeed {
  /// The images of `subset` in their order, as an evaluation reads them.
  public convenience init(_ subset: ImageSubset, batchSize: Int) {
    self.init(
      subset.images, Batches(inOrder: subset, batchSize: batchSize)[...], reading: subset.reading,
      badImages: subset.badImages)
  }
}
