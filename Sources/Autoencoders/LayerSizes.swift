/// The sizes of layers that follow one another, in run files and commands `"128,64"`; an empty text for none.
public struct LayerSizes: Codable, Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// From the input to the output.
  public let sizes: [Int]

  public init(_ sizes: [Int]) { self.sizes = sizes }
  public init(arrayLiteral sizes: Int...) { self.sizes = sizes }

  public var description: String { sizes.map { "\($0)" }.joined(separator: ",") }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    let words = text.split(separator: ",", omittingEmptySubsequences: false)
    guard !text.allSatisfy(\.isWhitespace) else {
      sizes = []
      return
    }
    sizes = try words.map { word in
      guard let size = Int(word.filter { !$0.isWhitespace }) else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "\(text) is not a list of sizes such as 128,64")
      }
      return size
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
