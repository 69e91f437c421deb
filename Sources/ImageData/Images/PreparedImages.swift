internal import Synchronization
internal import Tensors

/// The images of another source, brought to another size or colour as they are read.
final class PreparedImages: ImageSource {
  private let original: any ImageSource
  let shape: ImageShape

  private let knownFingerprint = Mutex<String?>(nil)

  private let mode: ResizeMode

  init(_ original: any ImageSource, shape: ImageShape, mode: ResizeMode) {
    (self.original, self.shape, self.mode) = (original, shape, mode)
  }

  var name: String { original.name }
  var source: String? { original.source }
  var count: Int { original.count }
  var labels: [Int32]? { original.labels }
  var classNames: [String] { original.classNames }
  func title(of index: Int) -> String { original.title(of: index) }
  func storedSize(of index: Int) throws -> PixelSize { try original.storedSize(of: index) }

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
    let fitted = picture.fitted(
      to: PixelSize(width: shape.width, height: shape.height), mode: mode,
      noise: Philox(seed: 0, purpose: .filling, step: index))
    _ = pixels.update(fromContentsOf: fitted.bytePlanes)
  }
}

extension ImageSource {
  /// The same images, of the preparation's size and colour; themselves where they already are, or are no pictures.
  func prepared(by preparation: PicturePreparation) -> any ImageSource {
    let wanted = preparation.shape(of: shape)
    return wanted == shape ? self : PreparedImages(self, shape: wanted, mode: preparation.mode)
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
