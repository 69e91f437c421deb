internal import Diagnostics

/// An 8-bit picture, grey or RGB, its channels interleaved: `[h, w, c]`.
public struct Picture: Hashable, Sendable {
  /// The colour models, by their channels.
  public enum Colour: Int, Hashable, Sendable {
    case grey = 1
    case rgb = 3

    /// How many bytes make one pixel.
    public var channels: Int { rawValue }
  }

  /// In pixels.
  public let width: Int
  /// In pixels.
  public let height: Int
  /// Grey or RGB.
  public let colour: Colour
  /// Row by row from the top, the channels of a pixel side by side.
  public let bytes: [UInt8]

  /// 1 for grey, 3 for RGB.
  public var channels: Int { colour.channels }

  /// A picture of these bytes, as many as `width * height * colour.channels`.
  public init(width: Int, height: Int, colour: Colour, bytes: [UInt8]) {
    require(
      width > 0 && height > 0 && bytes.count == width * height * colour.channels,
      "\(bytes.count) bytes are no \(width) x \(height) picture of \(colour.channels) channels")
    self.width = width
    self.height = height
    self.colour = colour
    self.bytes = bytes
  }

  /// A picture all of whose bytes are `level`.
  public init(width: Int, height: Int, colour: Colour, filledWith level: UInt8) {
    let bytes = [UInt8](repeating: level, count: width * height * colour.channels)
    self.init(width: width, height: height, colour: colour, bytes: bytes)
  }
}
