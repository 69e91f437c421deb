internal import Diagnostics
public import ImageShapes

/// Images as bytes, all in memory and of one shape, `[n, c, h, w]`; immutable.
public final class ImageSet: ImageSource {
  /// What the set is called in messages and reports.
  public let name: String
  /// The file that the images came from, nil for images made in memory.
  public let source: String?
  /// How many images there are.
  public let count: Int
  /// The shape of one image.
  public let shape: ImageShape
  /// The class of each image, where known.
  public let labels: [Int32]?
  public let classNames: [String]
  /// The images that could not be read when the set was made, ascending; they are black.
  public let unreadable: [Int32]
  /// The first pixel of the first image; the pixels stay there, unchanged, as long as this object lives.
  nonisolated(unsafe) public let baseAddress: UnsafePointer<UInt8>

  public let samplesFingerprint: Bool
  private let knownFingerprint = KnownFingerprint()

  /// Takes memory for the images and lets `fill` write all of it, row-major `[n, c, h, w]`; `unreadable` is asked after it.
  ///
  /// With `samplesFingerprint`, the fingerprint is that of a sample, as of the same images where they came from.
  public init(
    count: Int, shape: ImageShape, labels: [Int32]? = nil, classNames: [String] = [], name: String,
    source: String? = nil, samplesFingerprint: Bool = false, fill: (UnsafeMutableBufferPointer<UInt8>) throws -> Void,
    unreadable: () -> [Int32] = { [] }
  ) rethrows {
    require(labels.map { $0.count == count } ?? true, "\(name): labels and images differ in number")
    let bytes = count * shape.elements
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(bytes, 1), alignment: 64)
    let pixels = memory.bindMemory(to: UInt8.self, capacity: bytes)
    do {
      try fill(UnsafeMutableBufferPointer(start: pixels, count: bytes))
    } catch {
      memory.deallocate()
      throw error
    }
    self.name = name
    self.source = source
    self.count = count
    self.shape = shape
    self.labels = labels
    self.classNames = classNames
    self.unreadable = unreadable()
    self.samplesFingerprint = samplesFingerprint
    self.baseAddress = UnsafePointer(pixels)
  }

  /// Copies `pixels`, `[n, c, h, w]`; their number must be a multiple of the shape's elements.
  public convenience init(pixels: [UInt8], shape: ImageShape, labels: [Int32]? = nil, name: String) {
    require(pixels.count.isMultiple(of: shape.elements), "\(name): \(pixels.count) bytes are no images of \(shape)")
    self.init(count: pixels.count / shape.elements, shape: shape, labels: labels, name: name) {
      _ = $0.initialize(from: pixels)
    }
  }

  deinit { baseAddress.deallocate() }

  /// Calls `body` with the pixels of all images, `[n, c, h, w]`.
  public func withPixels<R>(_ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
    defer { withExtendedLifetime(self) {} }
    return try body(UnsafeBufferPointer(start: baseAddress, count: count * bytesPerImage))
  }

  public func read(_ index: Int, into pixels: UnsafeMutableBufferPointer<UInt8>) {
    require(index >= 0 && index < count, "\(name): no image \(index) among \(count)")
    withPixels { _ = pixels.update(fromContentsOf: $0[index * bytesPerImage..<(index + 1) * bytesPerImage]) }
  }

  private var fullFingerprint: String {
    var fingerprint = ImageFingerprint(count: count, shape: shape)
    withPixels { fingerprint.add($0) }
    return fingerprint.digits
  }

  /// The CRC-32 of the sizes (as four big-endian words) and the pixels, eight hexadecimal digits.
  ///
  /// Computed when first asked for; 60,000 images of 28 x 28 take some tens of milliseconds.
  public var fingerprint: String {
    knownFingerprint.value { samplesFingerprint ? sampledFingerprint : fullFingerprint }
  }
}
