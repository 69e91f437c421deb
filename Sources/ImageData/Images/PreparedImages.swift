internal import Synchronization
internal import Tensors

/// The images of another source, brought to another size or colour as they are read.
final class PreparedImages: ImageSource {
  private let original: any ImageSource
  let shape: ImageShape

  private let knownFingerprint = Mutex<String?>(nil)

  init(_ original: any ImageSource, shape: ImageShape) { (self.original, self.shape) = (original, shape) }

  var name: String { original.name }
  var source: String? { original.source }
  var count: Int { original.count }
  var labels: [Int32]? { original.labels }
  var classNames: [String] { original.classNames }
  func title(of index: Int) -> String { original.title(of: index) }

  var fingerprint: String {
    knownFingerprint.withLock { known in
      if let known { return known }
      let made = sampledFingerprint
      known = made
      return made
    }
  }

  func read(_ index: Int, into pixels: UnsafeMutableBufferPointer<UInt8>) throws {
    let picture = try original.picture(at: index).converted(to: shape.channels == 1 ? .grey : .rgb)
    _ = pixels.update(fromContentsOf: picture.resized(width: shape.width, height: shape.height).bytePlanes)
  }
}

extension ImageSource {
  /// The same images, of the preparation's size and colour; themselves where they already are, or are no pictures.
  func prepared(by preparation: PicturePreparation) -> any ImageSource {
    let wanted = preparation.shape(of: shape)
    return wanted == shape ? self : PreparedImages(self, shape: wanted)
  }
}

extension PicturePreparation {
  /// The shape that images of `shape` are brought to: of other than 1 or 3 channels, their own.
  func shape(of shape: ImageShape) -> ImageShape {
    guard Picture.Colour(rawValue: shape.channels) != nil else { return shape }
    return ImageShape(
      channels: colour?.channels ?? shape.channels, height: size?.height ?? shape.height,
      width: size?.width ?? shape.width)
  }
}
