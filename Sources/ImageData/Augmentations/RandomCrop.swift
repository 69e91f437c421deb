import Pictures

/// A window of an image: anywhere in training, in the middle in evaluation; DIGITS, "Crop size".
enum RandomCrop {
  /// The first row and column of the window of one image, each place as likely as the others.
  static func drawn(_ draws: AugmentationDraws, height: Int, width: Int, _ size: PixelSize) -> (top: Int, left: Int) {
    let words = draws.words(.crop)
    return (words[0].scaled(below: height - size.height + 1), words[1].scaled(below: width - size.width + 1))
  }

  /// The first row and column of the window in the middle; of two middles, the upper and the left one.
  static func middle(height: Int, width: Int, _ size: PixelSize) -> (top: Int, left: Int) {
    ((height - size.height) / 2, (width - size.width) / 2)
  }
}
