internal import Diagnostics

/// An 8-bit picture, grey or RGB, with interleaved channels: `[h, w, c]`.
public struct Picture: Hashable, Sendable {
  /// The colour models; the raw value is the number of channels.
  public enum Colour: Int, Hashable, Sendable {
    case grey = 1
    case rgb = 3

    /// The number of channels, one byte each.
    public var channels: Int { rawValue }
  }

  /// The width in pixels.
  public let width: Int
  /// The height in pixels.
  public let height: Int
  /// The colour model.
  public let colour: Colour
  /// The pixels, row by row from the top, `[h, w, c]`.
  public let bytes: [UInt8]

  /// The number of channels: 1 for grey, 3 for RGB.
  public var channels: Int { colour.channels }

  /// Creates a picture from its pixels.
  ///
  /// - Parameters:
  ///   - width: in pixels, at least 1.
  ///   - height: in pixels, at least 1.
  ///   - colour: the colour model.
  ///   - bytes: `[h, w, c]`, `width * height * colour.channels` bytes.
  public init(width: Int, height: Int, colour: Colour, bytes: [UInt8]) {
    require(
      width > 0 && height > 0 && bytes.count == width * height * colour.channels,
      "\(bytes.count) bytes do not make a \(width) x \(height) picture of \(colour.channels) channels")
    self.width = width
    self.height = height
    self.colour = colour
    self.bytes = bytes
  }

  /// Creates a picture with all bytes equal to `level`.
  public init(width: Int, height: Int, colour: Colour, filledWith level: UInt8) {
    let bytes = [UInt8](repeating: level, count: width * height * colour.channels)
    self.init(width: width, height: height, colour: colour, bytes: bytes)
  }
}
