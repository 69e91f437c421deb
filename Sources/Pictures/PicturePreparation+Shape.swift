package import ImageShapes

extension PicturePreparation {
  /// The maximum number of images decoded to check whether all are grey.
  private static let probes = 64

  /// The shape of a set of images.
  ///
  /// The size is the preparation's, else that of the first readable image. The colour is the preparation's, else grey if 64
  /// images from all over the set are grey, else RGB.
  /// - Parameters:
  ///   - count: the number of images.
  ///   - probe: the shape of an image; only its channels matter if the size is known.
  /// - Returns: nil if no image was probed.
  /// - Throws: why none of the probed images can be read.
  package func shape(
    ofSetOf count: Int, probe: (_ index: Int, _ isSizeKnown: Bool) throws -> ImageShape
  ) throws -> ImageShape? {
    var size = size
    var channels = colour?.channels
    var isGrey = false
    var firstError: (any Error)?
    let probes = min(Self.probes, count)
    for place in 0..<probes {
      if size != nil, channels != nil { break }
      do {
        let shape = try probe(place * count / probes, size != nil)
        if size == nil { size = PixelSize(width: shape.width, height: shape.height) }
        if shape.channels == 1 { isGrey = true } else { channels = channels ?? shape.channels }
      } catch {
        firstError = firstError ?? error
      }
    }
    if channels == nil, isGrey { channels = 1 }
    guard let size, let channels else {
      if let firstError { throw firstError }
      return nil
    }
    return ImageShape(channels: channels, height: size.height, width: size.width)
  }
}

extension PixelSize {
  /// Large enough to recognise a grey picture.
  package static let tiny = PixelSize(width: 8, height: 8)
}
