public import ImageFormats

public import Pictures

/// The settings of an import.
public struct ImportSettings: Hashable, Sendable {
  /// The format of a record's data.
  public enum Encoding: String, Codable, Hashable, Sendable, CaseIterable {
    /// Bytes `[c, h, w]`, blue first.
    case none
    /// A PNG file.
    case png
    /// A JPEG file of quality 90.
    case jpg
  }

  /// The size; nil to keep the images' own.
  public var size: PixelSize?
  /// The resize mode.
  public var mode = ResizeMode.squash
  /// The filter that images are resized with.
  public var filter = ResizeFilter.area
  /// Grey or RGB; nil for RGB if pictures are decoded, else the images' own.
  public var colour: Picture.Colour?
  /// The format of a record's data.
  public var encoding = Encoding.none
  /// The handling of unreadable images.
  public var onBadImage = BadImagePolicy.fail
  /// The number of threads that decode.
  public var threads = 2
  /// The maximum number of records in one transaction.
  public var batch = 1000

  /// The defaults: raw pixels in the images' own size.
  public init() {}
}
