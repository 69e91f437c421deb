import ImageShapes
import Pictures

/// Images in negative: every byte b of another source becomes 255 - b.
///
/// DIGITS trained on black digits on white, where MNIST's files have them white on black.
final class InvertedImages: ImageSource {
  private let original: any ImageSource
  private let knownFingerprint = KnownFingerprint()

  init(_ original: any ImageSource) { self.original = original }

  var name: String { original.name }
  var source: String? { original.source }
  var count: Int { original.count }
  var shape: ImageShape { original.shape }
  var labels: [Int32]? { original.labels }
  var classNames: [String] { original.classNames }
  var fingerprint: String { knownFingerprint.value { sampledFingerprint } }
  func title(of index: Int) -> String { original.title(of: index) }
  func storedSize(of index: Int) throws -> PixelSize { try original.storedSize(of: index) }

  func read(_ index: Int, into pixels: UnsafeMutableBufferPointer<UInt8>) throws {
    try original.read(index, into: pixels)
    for i in pixels.indices { pixels[i] = 255 - pixels[i] }
  }
}

extension ImageSet {
  /// The images in negative.
  public func inverted() -> ImageSet {
    ImageSet(
      count: count, shape: shape, labels: labels, classNames: classNames, name: name, source: source,
      samplesFingerprint: samplesFingerprint
    ) { target in
      withPixels { pixels in
        for i in pixels.indices { target[i] = 255 - pixels[i] }
      }
    } unreadable: {
      unreadable
    }
  }
}

extension ImageSource {
  /// The images in negative: in memory where they are, else as they are read.
  package func inNegative() -> any ImageSource { (self as? ImageSet)?.inverted() ?? InvertedImages(self) }
}
