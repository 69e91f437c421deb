internal import Diagnostics
public import ImageShapes

/// Images of one shape in memory that belongs to someone else, such as an array of a program in another language.
///
/// Nothing is copied: the memory must stay as it is for the lifetime of this object.
public final class BorrowedImages: ImageSource {
  /// The address of the first element.
  public enum Elements: @unchecked Sendable {
    /// Bytes from 0 for black to 255 for white.
    case bytes(UnsafePointer<UInt8>)
    /// Finite numbers, of which `range` states which are black and white; others may lie outside.
    case numbers(UnsafePointer<Float>, NumberLevels)
  }

  /// The order of an image's elements.
  public enum Order: Sendable {
    /// `[c, h, w]`.
    case planes
    /// `[h, w, c]`.
    case interleaved
  }

  /// The name in messages and reports.
  public let name: String
  public let count: Int
  public let shape: ImageShape
  public let labels: [Int32]?
  /// The elements of all images, `[n, c, h, w]` or `[n, h, w, c]`.
  package let elements: Elements
  private let order: Order
  private let knownFingerprint = KnownFingerprint()

  /// Describes images in memory.
  ///
  /// - Parameters:
  ///   - elements: The first element of `count * shape.elements`.
  ///   - order: The order of an image's elements.
  ///   - count: The number of images, at least 0.
  ///   - shape: The shape of an image.
  ///   - labels: The class of each image, if known.
  ///   - name: The name in messages and reports.
  public init(
    _ elements: Elements, order: Order = .planes, count: Int, shape: ImageShape, labels: [Int32]? = nil, name: String
  ) {
    require(labels.map { $0.count == count } ?? true, "\(name): labels and images differ in number")
    (self.elements, self.order, self.count, self.shape) = (elements, order, count, shape)
    (self.labels, self.name) = (labels, name)
  }

  public var source: String? { nil }

  public var hasFractions: Bool {
    if case .numbers = elements { true } else { false }
  }

  /// The fingerprint of a sample; computed once.
  public var fingerprint: String { knownFingerprint.value { sampledFingerprint } }

  /// Whether the elements of each image are in the order of the engine, `[c, h, w]`.
  package var isInPlace: Bool { order == .planes || shape.channels == 1 }

  public func read(_ index: Int, into pixels: UnsafeMutableBufferPointer<UInt8>) {
    switch elements {
    case .bytes(let base): copy(base, index, into: pixels) { $0 }
    case .numbers(let base, let levels): copy(base, index, into: pixels) { levels.byte(of: $0) }
    }
  }

  public func readLevels(_ index: Int, into levels: UnsafeMutableBufferPointer<Float>) {
    switch elements {
    case .bytes(let base): copy(base, index, into: levels) { Float($0) }
    case .numbers(let base, let range): copy(base, index, into: levels) { $0 * range.factor + range.summand }
    }
  }

  /// Writes the image at `index` as `[c, h, w]`, each element changed by `change`.
  private func copy<Element, Pixel>(
    _ base: UnsafePointer<Element>, _ index: Int, into pixels: UnsafeMutableBufferPointer<Pixel>,
    _ change: (Element) -> Pixel
  ) {
    require(index >= 0 && index < count, "\(name): no image \(index) among \(count)")
    let image = base + index * shape.elements
    guard !isInPlace else {
      for i in 0..<shape.elements { pixels[i] = change(image[i]) }
      return
    }
    let (channels, plane) = (shape.channels, shape.height * shape.width)
    for channel in 0..<channels {
      for pixel in 0..<plane { pixels[channel * plane + pixel] = change(image[pixel * channels + channel]) }
    }
  }
}

/// The numbers of black and white, and the map of numbers to levels from 0 to 255.
public struct NumberLevels: Codable, Hashable, Sendable {
  /// The number of black.
  public let black: Float
  /// The number of white, another than that of black.
  public let white: Float

  /// Creates a range; `black` and `white` are finite and differ.
  public init(black: Float = 0, white: Float = 1) { (self.black, self.white) = (black, white) }

  /// The factor of a number.
  package var factor: Float { 255 / (white - black) }
  /// The summand after multiplication.
  package var summand: Float { -black * factor }

  /// The nearest byte of `number`.
  func byte(of number: Float) -> UInt8 { UInt8(min(max((number * factor + summand).rounded(), 0), 255)) }
}

extension ImageSource {
  /// Whether all images are in memory.
  package var isInMemory: Bool { self is ImageSet || self is BorrowedImages }
}
