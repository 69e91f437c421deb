import ImageShapes
import Pictures

/// The images of another source, with other names for their classes.
final class NamedImages: ImageSource {
  private let original: any ImageSource
  let classNames: [String]

  init(_ original: any ImageSource, classNames: [String]) {
    (self.original, self.classNames) = (original, classNames)
  }

  var name: String { original.name }
  var source: String? { original.source }
  var count: Int { original.count }
  var shape: ImageShape { original.shape }
  var labels: [Int32]? { original.labels }
  var fingerprint: String { original.fingerprint }
  func title(of index: Int) -> String { original.title(of: index) }
  func storedSize(of index: Int) throws -> PixelSize { try original.storedSize(of: index) }

  func read(_ index: Int, into pixels: UnsafeMutableBufferPointer<UInt8>) throws {
    try original.read(index, into: pixels)
  }
}

extension ImageSource {
  /// The same images, their classes called by `names`; themselves where there are none.
  package func named(_ names: [String]) -> any ImageSource {
    names.isEmpty || names == classNames ? self : NamedImages(self, classNames: names)
  }
}
