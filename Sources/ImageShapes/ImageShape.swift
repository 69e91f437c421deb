/// The size of an image, `[c, h, w]`.
public struct ImageShape: Hashable, Sendable, CustomStringConvertible {
  public let channels: Int
  public let height: Int
  public let width: Int

  /// All three at least 1.
  public init(channels: Int, height: Int, width: Int) {
    (self.channels, self.height, self.width) = (channels, height, width)
  }

  /// `[c, h, w]`.
  public var dimensions: [Int] { [channels, height, width] }
  /// Pixels times channels.
  public var elements: Int { channels * height * width }
  /// `1x28x28`.
  public var description: String { "\(channels)x\(height)x\(width)" }
}
