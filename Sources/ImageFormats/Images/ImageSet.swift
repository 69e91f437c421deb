internal import Diagnostics
public import ImageShapes
public import Pictures

/// Images of one shape in memory, as immutable bytes `[n, c, h, w]`.
public final class ImageSet: ImageSource {
  /// The name in messages and reports.
  public let name: String
  /// The file that the images came from; nil for images made in memory.
  public let source: String?
  /// The number of images.
  public let count: Int
  /// The shape of one image.
  public let shape: ImageShape
  /// The class of each image, if known.
  public let labels: [Int32]?
  public let classNames: [String]
  /// The indices of the images that could not be read, ascending; they are black.
  public let unreadable: [Int32]
  /// The address of the first pixel; valid as long as this object lives.
  nonisolated(unsafe) public let baseAddress: UnsafePointer<UInt8>

  public let samplesFingerprint: Bool
  private let knownFingerprint = KnownFingerprint()
  let title: (@Sendable (Int) -> String)?
  private let firstStoredSize: PixelSize?

  /// Creates a set whose pixels a closure writes.
  ///
  /// - Parameters:
  ///   - count: the number of images.
  ///   - shape: the shape of one image.
  ///   - labels: the class of each image, if known.
  ///   - classNames: the name of each class, by its number.
  ///   - name: the name in messages and reports.
  ///   - source: the file that the images came from.
  ///   - samplesFingerprint: whether the fingerprint is that of a sample, as it is for images read on demand.
  ///   - title: the title of each image by its index; nil for its number.
  ///   - storedSize: the size of the first image before it was converted to `shape`; nil for that of `shape`.
  ///   - fill: writes all pixels, `[n, c, h, w]`.
  ///   - unreadable: called after `fill` for the indices of unreadable images, ascending.
  public init(
    count: Int, shape: ImageShape, labels: [Int32]? = nil, classNames: [String] = [], name: String,
    source: String? = nil, samplesFingerprint: Bool = false, title: (@Sendable (Int) -> String)? = nil,
    storedSize: PixelSize? = nil, fill: (UnsafeMutableBufferPointer<UInt8>) throws -> Void,
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
    self.title = title
    firstStoredSize = storedSize
    self.baseAddress = UnsafePointer(pixels)
  }

  /// Creates a set from pixels.
  ///
  /// - Parameters:
  ///   - pixels: `[n, c, h, w]`; their number must be a multiple of the shape's elements.
  ///   - shape: the shape of one image.
  ///   - labels: the class of each image, if known.
  ///   - name: the name in messages and reports.
  public convenience init(pixels: [UInt8], shape: ImageShape, labels: [Int32]? = nil, name: String) {
    require(
      pixels.count.isMultiple(of: shape.elements), "\(name): \(pixels.count) bytes do not make images of \(shape)")
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

  /// The stored size of the first image, which stands for those of all: they are not kept.
  public func storedSize(of index: Int) -> PixelSize { firstStoredSize ?? PixelSize(width: width, height: height) }

  public func title(of index: Int) -> String { title?(index) ?? "\(name), image \(index)" }

  private var fullFingerprint: String {
    var fingerprint = ImageFingerprint(count: count, shape: shape)
    withPixels { fingerprint.add($0) }
    return fingerprint.digits
  }

  /// The CRC-32 of the sizes (as four big-endian words) and the pixels, eight hexadecimal digits.
  ///
  /// Computed once; 60,000 images of 28 x 28 take some tens of milliseconds.
  public var fingerprint: String {
    knownFingerprint.value { samplesFingerprint ? sampledFingerprint : fullFingerprint }
  }
}
