package import ImageShapes

extension PicturePreparation {
  /// How many images are looked at, at most, to tell whether all are grey.
  private static let probes = 64

  /// The shape of a set of `count` images: of the preparation's size, else that of the first image that can be read; of the
  /// preparation's colour, else grey where 64 images from all over the set are grey, else RGB.
  ///
  /// `probe` gives the shape of an image; where the size is known, only its channels matter. Nil where no image was looked
  /// at.
  /// - Throws: why none of the images looked at can be read.
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
  /// Enough of a picture to see whether it is grey.
  package static let tiny = PixelSize(width: 8, height: 8)
}
