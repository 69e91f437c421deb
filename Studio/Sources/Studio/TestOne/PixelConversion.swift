import Hourglass

/// How the pixels of a reconstruction become a picture, as in DIGITS (*Pixel conversion*).
enum PixelConversion: String, Codable, Hashable, Sendable, CaseIterable {
  /// 0 is black and 1 is white; values outside are black or white.
  case clip
  /// The minimum is black and the maximum is white.
  case normalize

  /// The picture of `pixels`, `[c, h, w]`, and one sentence where it does not show them as they are.
  func picture(of pixels: [Float], shape: ImageShape) -> (picture: Picture, caption: String) {
    let finite = pixels.lazy.filter(\.isFinite)
    let (low, high) = (finite.min() ?? 0, finite.max() ?? 1)
    let range = "\(Figures.number(Double(low))) to \(Figures.number(Double(high)))"
    switch self {
    case .clip:
      // Half a level of 8 bits is not visible.
      let isBeyond = low < -0.5 / 255 || high > 1 + 0.5 / 255
      return (Picture(planes: pixels, shape: shape), isBeyond ? "pixels from \(range), clipped to 0 and 1" : "")
    case .normalize:
      let extent = high > low ? high - low : 1
      return (
        Picture(planes: pixels.map { ($0 - low) / extent }, shape: shape),
        "black is \(Figures.number(Double(low))), white is \(Figures.number(Double(high)))"
      )
    }
  }
}
