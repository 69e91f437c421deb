public import ImageFormats
public import ImageShapes
public import Pictures

/// The middle of each image of another source, as evaluation sees images that training crops.
public final class CentredImages: ImageSource {
  private let original: any ImageSource
  private let size: PixelSize
  public let shape: ImageShape
  private let knownFingerprint = KnownFingerprint()

  /// - Throws: ``AugmentationError`` when the window does not fit into the images.
  public init(_ original: any ImageSource, size: PixelSize) throws(AugmentationError) {
    (self.original, self.size) = (original, size)
    shape = try Augmentations(crop: size).outputShape(original.shape)
  }

  public var name: String { original.name }
  public var source: String? { original.source }
  public var count: Int { original.count }
  public var labels: [Int32]? { original.labels }
  public var classNames: [String] { original.classNames }
  public var fingerprint: String { knownFingerprint.value { sampledFingerprint } }
  public func title(of index: Int) -> String { original.title(of: index) }

  public func read(_ index: Int, into pixels: UnsafeMutableBufferPointer<UInt8>) throws {
    guard let target = pixels.baseAddress else { return }
    let (height, width) = (original.height, original.width)
    let middle = RandomCrop.middle(height: height, width: width, size)
    var move = PixelMove(height: height, width: width)
    move.keep(top: middle.top, left: middle.left, size)
    try original.withPixels(at: index) { whole in
      guard let from = whole.baseAddress else { return }
      move.move(from, planes: channels, plane: height * width, into: target)
    }
  }
}
