public import ImageShapes
public import Pictures

/// At most n images of another source, evenly spread over all: a sample to look at.
public final class SpreadImages: ImageSource {
  private let images: any ImageSource
  private let indices: [Int]

  /// At most `limit` of `images`, the first and the last among them.
  public init(_ images: any ImageSource, atMost limit: Int) {
    self.images = images
    indices = (0..<images.count).evenlySpread(atMost: limit)
  }

  public var name: String { images.name }
  public var source: String? { images.source }
  public var count: Int { indices.count }
  public var shape: ImageShape { images.shape }
  public var labels: [Int32]? { images.labels.map { labels in indices.map { labels[$0] } } }
  public var classNames: [String] { images.classNames }
  public var fingerprint: String { indices.count == images.count ? images.fingerprint : sampledFingerprint }
  public var hasFractions: Bool { images.hasFractions }

  public func read(_ index: Int, into pixels: UnsafeMutableBufferPointer<UInt8>) throws {
    try images.read(indices[index], into: pixels)
  }

  public func readLevels(_ index: Int, into levels: UnsafeMutableBufferPointer<Float>) throws {
    try images.readLevels(indices[index], into: levels)
  }

  public func storedSize(of index: Int) throws -> PixelSize { try images.storedSize(of: indices[index]) }

  public func title(of index: Int) -> String { images.title(of: indices[index]) }

  public func titleBytes(of index: Int) -> [UInt8] { images.titleBytes(of: indices[index]) }
}

extension Range<Int> {
  /// At most `limit` of these numbers, evenly spread, the first and the last among them; of one, the last.
  public func evenlySpread(atMost limit: Int) -> [Int] {
    guard count > Swift.max(limit, 1) else { return Array(self) }
    guard limit > 1 else { return [upperBound - 1] }
    return (0..<limit).map { lowerBound + ($0 * (count - 1) + (limit - 1) / 2) / (limit - 1) }
  }
}
