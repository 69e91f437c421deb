/// The shape of an image, `[c, h, w]`.
public struct ImageShape: Hashable, Sendable, CustomStringConvertible {
  public let channels: Int
  public let height: Int
  public let width: Int

  /// Creates a shape; all dimensions must be at least 1.
  public init(channels: Int, height: Int, width: Int) {
    (self.channels, self.height, self.width) = (channels, height, width)
  }

  /// Parses a shape such as `1x28x28`, each number from 1 to 65,536; nil for other text.
  public init?(_ text: String) {
    let sizes = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    let numbers = sizes.compactMap(\.self)
    guard sizes.count == 3, numbers.count == 3, numbers.allSatisfy((1...65_536).contains) else { return nil }
    self.init(channels: numbers[0], height: numbers[1], width: numbers[2])
  }

  /// `[c, h, w]`.
  public var dimensions: [Int] { [channels, height, width] }
  /// The number of elements: pixels times channels.
  public var elements: Int { channels * height * width }
  /// `1x28x28`.
  public var description: String { "\(channels)x\(height)x\(width)" }
}
