/// The conversion of pictures of any size to images of one shape.
public struct PicturePreparation: Hashable, Sendable {
  /// The size; nil to keep the pictures' own, which must all be the same.
  public var size: PixelSize?
  /// The resize mode.
  public var mode: ResizeMode = .squash
  /// The filter of resizing.
  public var filter: ResizeFilter = .area
  /// Grey or RGB; nil for grey if the pictures are grey, else RGB.
  public var colour: Picture.Colour?
  /// The numbers that stand for black and white, in images of numbers; nil to recognise them.
  public var valueRange: ValueRange?

  /// Describes a preparation.
  ///
  /// - Parameters:
  ///   - size: the size; nil to keep the pictures' own.
  ///   - mode: how pictures are resized.
  ///   - filter: the filter that pictures are resized with.
  ///   - colour: the colour model; nil for grey if the pictures are grey, else RGB.
  public init(
    size: PixelSize? = nil, mode: ResizeMode = .squash, filter: ResizeFilter = .area, colour: Picture.Colour? = nil
  ) {
    (self.size, self.mode, self.filter, self.colour) = (size, mode, filter, colour)
  }
}

/// A width and a height in pixels, written `64x48`.
public struct PixelSize: Hashable, Sendable {
  /// The width in pixels.
  public let width: Int
  /// The height in pixels.
  public let height: Int

  /// Creates a size of `width` x `height` pixels.
  public init(width: Int, height: Int) { (self.width, self.height) = (width, height) }
}

extension PixelSize: LosslessStringConvertible {
  public var description: String { "\(width)x\(height)" }

  /// Parses `64x48`, or `64` for a square, with sides from 1 to 16384; nil for any other text.
  public init?(_ text: String) {
    let sides = text.lowercased().split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard (1...2).contains(sides.count), let width = sides.first, let height = sides.last,
      (1...Picture.maxSide).contains(width), (1...Picture.maxSide).contains(height)
    else { return nil }
    self.init(width: width, height: height)
  }
}

/// The resizing of a picture to other proportions; DIGITS, "Resize Transformation".
public enum ResizeMode: String, Codable, Hashable, Sendable, CaseIterable {
  /// Scaled until it covers the size, then cropped to the middle.
  case crop
  /// Each axis scaled on its own.
  case squash
  /// Scaled until it fits inside, then padded with noise.
  case fill
  /// Scaled by the mean of both ratios; one axis is cropped, the other padded with noise.
  case halfCrop = "half-crop"
}

/// The filter that makes the pixels of a resized picture; all three are bilinear along an axis that grows.
public enum ResizeFilter: String, Codable, Hashable, Sendable, CaseIterable {
  /// The mean over the area that the new pixel covers, as OpenCV's `INTER_AREA`; Pillow's `BOX` takes each old pixel whole.
  case area
  /// A triangle as wide as two new pixels, as Pillow's `BILINEAR` and torchvision with `antialias`.
  case bilinear
  /// The four old pixels around the new one's centre, without antialiasing, as OpenCV's `INTER_LINEAR`, Caffe and DIGITS.
  case caffe
}
