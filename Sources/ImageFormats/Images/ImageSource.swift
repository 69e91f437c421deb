public import ImageShapes
public import Pictures

/// Images of one shape, each read when it is asked for, by any thread.
///
/// What is in memory as bytes is an ``ImageSet``; files of encoded pictures and databases are read, decoded and brought to
/// the shape at each request.
public protocol ImageSource: AnyObject, Sendable {
  /// What the source is called in messages and reports.
  var name: String { get }
  /// The file or folder that the images come from, nil for images made in memory.
  var source: String? { get }
  /// How many images there are.
  var count: Int { get }
  /// The shape of one image.
  var shape: ImageShape { get }
  /// The class of each image, where known.
  var labels: [Int32]? { get }
  /// The name of each class, by its number; empty where they have none.
  var classNames: [String] { get }
  /// Eight hexadecimal digits that tell these images from others.
  var fingerprint: String { get }
  /// Whether the fingerprint is that of a sample of the images.
  var samplesFingerprint: Bool { get }

  /// Writes the pixels of the image at `index`, row-major `[c, h, w]`: as many bytes as the shape has elements.
  ///
  /// - Throws: why the image cannot be read; the others can be read all the same.
  func read(_ index: Int, into pixels: UnsafeMutableBufferPointer<UInt8>) throws

  /// The size of the image at `index` as it is stored, before it is brought to ``shape``.
  ///
  /// - Throws: why the image cannot be read.
  func storedSize(of index: Int) throws -> PixelSize

  /// What the image at `index` is called in messages: a path, a record's key, or its number.
  func title(of index: Int) -> String
}

extension ImageSource {
  public var labels: [Int32]? { nil }
  public var samplesFingerprint: Bool { true }
  public var classNames: [String] { [] }
  /// Of one image: 1 for grey, 3 for red, green and blue.
  public var channels: Int { shape.channels }
  /// The height of an image in pixels.
  public var height: Int { shape.height }
  /// The width of an image in pixels.
  public var width: Int { shape.width }
  /// The bytes of one image: channels * height * width.
  public var bytesPerImage: Int { shape.elements }

  public func storedSize(of index: Int) throws -> PixelSize { PixelSize(width: width, height: height) }

  public func title(of index: Int) -> String { "\(name), image \(index)" }

  /// The pixels of the image at `index`, `[c, h, w]`.
  ///
  /// - Throws: why the image cannot be read.
  public func pixels(at index: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: bytesPerImage) { buffer, initialized in
      // Whatever the source leaves out is black, not what the memory held.
      buffer.initialize(repeating: 0)
      initialized = buffer.count
      try read(index, into: UnsafeMutableBufferPointer(rebasing: buffer[..<bytesPerImage]))
    }
  }
}
