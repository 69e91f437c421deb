public import ImageFormats

public import Pictures

/// How images are stored by an import.
public struct ImportSettings: Hashable, Sendable {
  /// What a record's data are.
  public enum Encoding: String, Codable, Hashable, Sendable, CaseIterable {
    /// Bytes `[c, h, w]`, colours blue first.
    case none
    /// A PNG file.
    case png
    /// A JPEG file of quality 90.
    case jpg
  }

  /// The size that all are brought to; nil to leave them as they are.
  public var size: PixelSize?
  /// How they are brought to it.
  public var mode = ResizeMode.squash
  /// Grey or RGB; nil for RGB where pictures are decoded, else as the images are.
  public var colour: Picture.Colour?
  /// What a record's data are.
  public var encoding = Encoding.none
  /// What is done about images that cannot be read.
  public var onBadImage = BadImagePolicy.fail
  /// Threads that decode.
  public var threads = 2
  /// Most records of one transaction.
  public var batch = 1000

  /// Raw pixels of the images as they are.
  public init() {}
}
