package import Pictures

/// A crop of an image: at random in training, the middle in evaluation; DIGITS, "Crop size".
enum RandomCrop {
  /// The first row and column of a crop, all positions equally likely.
  static func drawn(_ draws: AugmentationDraws, height: Int, width: Int, _ size: PixelSize) -> (top: Int, left: Int) {
    let words = draws.words(.crop)
    return (words[0].scaled(below: height - size.height + 1), words[1].scaled(below: width - size.width + 1))
  }

  /// The first row and column of the middle crop, rounded to the upper left.
  static func middle(height: Int, width: Int, _ size: PixelSize) -> (top: Int, left: Int) {
    ((height - size.height) / 2, (width - size.width) / 2)
  }
}

extension Augmentations {
  /// Where a crop of `size` in the middle of an image starts.
  package static func middle(of image: PixelSize, _ size: PixelSize) -> (top: Int, left: Int) {
    RandomCrop.middle(height: image.height, width: image.width, size)
  }
}
