/// How pictures of any size become images of one shape.
public struct PicturePreparation: Hashable, Sendable {
  /// The width and height they are brought to; nil to leave them as they are, all the same.
  public var size: PixelSize?
  /// How they are brought to it.
  public var mode: ResizeMode = .squash
  /// Grey or RGB; nil for grey where the pictures are grey, else RGB.
  public var colour: Picture.Colour?

  /// Pictures of `size` and `colour`, nil for what they are.
  public init(size: PixelSize? = nil, mode: ResizeMode = .squash, colour: Picture.Colour? = nil) {
    (self.size, self.mode, self.colour) = (size, mode, colour)
  }
}

/// A width and a height in pixels, written `64x48`.
public struct PixelSize: Hashable, Sendable {
  /// In pixels.
  public let width: Int
  /// In pixels.
  public let height: Int

  /// A size of `width` times `height` pixels.
  public init(width: Int, height: Int) { (self.width, self.height) = (width, height) }
}

extension PixelSize: LosslessStringConvertible {
  public var description: String { "\(width)x\(height)" }

  /// The size that `text` names, `64x48` or `64` for a square, each side 1 to 16384; nil when it names none.
  public init?(_ text: String) {
    let sides = text.lowercased().split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard (1...2).contains(sides.count), let width = sides.first, let height = sides.last,
      (1...Picture.greatestSide).contains(width), (1...Picture.greatestSide).contains(height)
    else { return nil }
    self.init(width: width, height: height)
  }
}

/// How a picture is brought to a size that has other proportions; DIGITS, "Resize Transformation".
public enum ResizeMode: String, Codable, Hashable, Sendable, CaseIterable {
  /// Scaled until it covers the size, the middle cut out.
  case crop
  /// Each axis scaled on its own.
  case squash
  /// Scaled until it fits inside, the rest filled with noise.
  case fill
  /// Scaled by the mean of both ratios; one axis cut, the other filled with noise.
  case halfCrop = "half-crop"
}
