package import ImageShapes
package import Pictures

/// The images of another source, brought to another size or colour as they are read.
final class PreparedImages: ImageSource {
  private let original: any ImageSource
  let shape: ImageShape
  private let knownFingerprint = KnownFingerprint()
  private let preparation: PicturePreparation

  /// The images of `original`, of the preparation's size and colour.
  init(_ original: any ImageSource, _ preparation: PicturePreparation) {
    (self.original, self.preparation) = (original, preparation)
    shape = preparation.shape(of: original.shape)
  }

  var name: String { original.name }
  var source: String? { original.source }
  var count: Int { original.count }
  var labels: [Int32]? { original.labels }
  var classNames: [String] { original.classNames }
  func title(of index: Int) -> String { original.title(of: index) }
  func storedSize(of index: Int) throws -> PixelSize { try original.storedSize(of: index) }

  var fingerprint: String { knownFingerprint.value { sampledFingerprint } }

  func read(_ index: Int, into pixels: UnsafeMutableBufferPointer<UInt8>) throws {
    preparation.write(try original.picture(at: index), index: index, as: shape, into: pixels)
  }
}

extension ImageSource {
  /// The same images, of the preparation's size and colour; themselves where they already are, or are no pictures.
  package func prepared(by preparation: PicturePreparation) -> any ImageSource {
    preparation.shape(of: shape) == shape ? self : PreparedImages(self, preparation)
  }
}

extension PicturePreparation {
  /// The shape that images of `shape` are brought to: of other than 1 or 3 channels, their own.
  package func shape(of shape: ImageShape) -> ImageShape {
    guard Picture.Colour(rawValue: shape.channels) != nil else { return shape }
    return ImageShape(
      channels: colour?.channels ?? shape.channels, height: size?.height ?? shape.height,
      width: size?.width ?? shape.width)
  }
}
