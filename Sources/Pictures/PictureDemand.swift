internal import Diagnostics

/// The size at which a picture is needed.
struct PictureDemand {
  /// The size from which a picture may be shrunk as from its own; nil for its own size alone.
  let enough: PixelSize?
  /// The size below which detail is missing; for pictures that are too large to be decoded whole.
  let least: PixelSize
  /// The eighths of its size at which a JPEG may be decoded, ascending.
  var eighths = Array(1...7)
}

extension PixelSize {
  func covers(_ other: PixelSize) -> Bool { width >= other.width && height >= other.height }
  /// Whether a picture of this size is decoded whole.
  var isDecodable: Bool { max(width, height) <= Picture.maxSide }
}

extension PictureFormat {
  /// Whether a picture above the maximum side is read at a fraction of its size.
  var canReduce: Bool { [.jpeg, .png, .tiff].contains(self) }

  /// The side of the squares of pixels whose means make a picture small enough to be held; 1 for a picture that is.
  ///
  /// - Throws: ``PictureError`` when the means would be too few.
  func reduction(of size: PixelSize, _ demand: PictureDemand?, place: String) throws(PictureError) -> Int {
    guard !size.isDecodable else { return 1 }
    let side = (max(size.width, size.height) + Picture.maxSide - 1) / Picture.maxSide
    guard let demand else { throw tooLarge(size, place: place) }
    let reduced = PixelSize(width: size.width / side, height: size.height / side)
    guard reduced.covers(demand.least) else { throw tooLarge(size, place: place) }
    // As many as are enough, if there is a choice.
    let wanted = demand.enough ?? demand.least
    let most = min(size.width / max(wanted.width, 1), size.height / max(wanted.height, 1))
    return max(side, most)
  }

  /// The error for a picture that cannot be decoded whole.
  func tooLarge(_ size: PixelSize, place: String) -> PictureError {
    PictureError(
      .tooLarge, "the picture is too large", place: place, expected: "at most \(Picture.maxSide) pixels a side",
      got: "\(size.width) x \(size.height)",
      cure: canReduce ? "read it smaller, such as with --resize 256" : "scale it down first")
  }
}
