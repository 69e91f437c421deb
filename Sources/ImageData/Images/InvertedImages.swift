import ImageShapes

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
  func inNegative() -> any ImageSource { (self as? ImageSet)?.inverted() ?? InvertedImages(self) }
}

extension Dataset {
  /// The same data set in negative.
  public func inverted() -> Dataset {
    let images = training.images.inNegative()
    let test = test.map { test in
      DeferredImages(
        count: test.count, shape: test.shape, reading: training.reading, badImages: training.badImages
      ) { try test.load().images.inNegative() }
    }
    // Validation images are mostly some of the same source.
    let held = validation.images === training.images ? images : validation.images.inNegative()
    func subset(_ images: any ImageSource, _ original: ImageSubset) -> ImageSubset {
      ImageSubset(images, indices: original.indices, reading: original.reading, badImages: original.badImages)
    }
    var dataset = Dataset(
      name: name, split: split, training: subset(images, training), validation: subset(held, validation), test: test)
    dataset.meanFile = meanFile
    return dataset
  }
}
