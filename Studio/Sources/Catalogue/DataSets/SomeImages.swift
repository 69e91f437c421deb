import Hourglass

/// At most so many images of a source, evenly spread over all.
final class SomeImages: ImageSource {
  private let images: any ImageSource
  private let indices: [Int]

  init(_ images: any ImageSource, atMost limit: Int) {
    self.images = images
    indices = MetricHistory.evenly(images.count, atMost: limit)
  }

  var name: String { images.name }
  var source: String? { images.source }
  var count: Int { indices.count }
  var shape: ImageShape { images.shape }
  var classNames: [String] { images.classNames }
  var fingerprint: String { images.fingerprint }
  var hasFractions: Bool { images.hasFractions }

  func read(_ index: Int, into pixels: UnsafeMutableBufferPointer<UInt8>) throws {
    try images.read(indices[index], into: pixels)
  }

  func readLevels(_ index: Int, into levels: UnsafeMutableBufferPointer<Float>) throws {
    try images.readLevels(indices[index], into: levels)
  }

  func storedSize(of index: Int) throws -> PixelSize { try images.storedSize(of: indices[index]) }

  func title(of index: Int) -> String { images.title(of: indices[index]) }

  func titleBytes(of index: Int) -> [UInt8] { images.titleBytes(of: indices[index]) }
}
