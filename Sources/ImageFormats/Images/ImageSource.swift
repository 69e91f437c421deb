public import ImageShapes
public import Pictures

/// Images of one shape, each read on demand, from any thread.
///
/// An ``ImageSet`` holds images in memory; other sources read, decode and convert an image at each request. Conform to it
/// for a new kind of source.
public protocol ImageSource: AnyObject, Sendable {
  /// The name in messages and reports.
  var name: String { get }
  /// The file or folder that the images come from; nil for images made in memory.
  var source: String? { get }
  /// The number of images.
  var count: Int { get }
  /// The shape of one image.
  var shape: ImageShape { get }
  /// The class of each image, if known.
  var labels: [Int32]? { get }
  /// The name of each class, by its number; empty if unknown.
  var classNames: [String] { get }
  /// Eight hexadecimal digits that identify the images.
  var fingerprint: String { get }
  /// Whether the fingerprint is that of a sample.
  var samplesFingerprint: Bool { get }
  /// Whether pixels lie between the 256 levels of bytes, so that ``readLevels(_:into:)`` gives more than ``read(_:into:)``.
  var hasFractions: Bool { get }

  /// Reads one image.
  ///
  /// - Parameters:
  ///   - index: from 0.
  ///   - pixels: receives `[c, h, w]`, as many bytes as the shape has elements.
  /// - Throws: why the image cannot be read; others may be readable.
  func read(_ index: Int, into pixels: UnsafeMutableBufferPointer<UInt8>) throws

  /// Reads one image without rounding its pixels to bytes.
  ///
  /// - Parameters:
  ///   - index: from 0.
  ///   - levels: receives `[c, h, w]`, from 0 to 255, as many numbers as the shape has elements.
  /// - Throws: why the image cannot be read; others may be readable.
  func readLevels(_ index: Int, into levels: UnsafeMutableBufferPointer<Float>) throws

  /// The stored size of the image at `index`, before it is converted to ``shape``.
  ///
  /// - Throws: why the image cannot be read.
  func storedSize(of index: Int) throws -> PixelSize

  /// The title of the image at `index` in messages: a path, a record's key, or its number.
  func title(of index: Int) -> String

  /// The bytes of the title, which need not be UTF-8.
  func titleBytes(of index: Int) -> [UInt8]
}

extension ImageSource {
  public var labels: [Int32]? { nil }
  public var samplesFingerprint: Bool { true }
  public var hasFractions: Bool { false }
  public var classNames: [String] { [] }
  /// The number of channels: 1 for grey, 3 for RGB.
  public var channels: Int { shape.channels }
  /// The height of an image in pixels.
  public var height: Int { shape.height }
  /// The width of an image in pixels.
  public var width: Int { shape.width }
  /// The bytes of one image, channels x height x width.
  public var bytesPerImage: Int { shape.elements }

  public func readLevels(_ index: Int, into levels: UnsafeMutableBufferPointer<Float>) throws {
    for (place, byte) in try pixels(at: index).enumerated() { levels[place] = Float(byte) }
  }

  public func storedSize(of index: Int) throws -> PixelSize { PixelSize(width: width, height: height) }

  public func title(of index: Int) -> String { "\(name), image \(index)" }

  public func titleBytes(of index: Int) -> [UInt8] { Array(title(of: index).utf8) }

  /// The pixels of the image at `index`, `[c, h, w]`.
  ///
  /// - Throws: why the image cannot be read.
  public func pixels(at index: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: bytesPerImage) { buffer, initialized in
      // Pixels that the source skips are black.
      buffer.initialize(repeating: 0)
      initialized = buffer.count
      try read(index, into: UnsafeMutableBufferPointer(rebasing: buffer[..<bytesPerImage]))
    }
  }

  /// The pixels of the image at `index` as levels from 0 to 255, `[c, h, w]`, not rounded.
  ///
  /// - Throws: why the image cannot be read.
  public func levels(at index: Int) throws -> [Float] {
    var levels = [Float](repeating: 0, count: shape.elements)
    try levels.withUnsafeMutableBufferPointer { try readLevels(index, into: $0) }
    return levels
  }
}
