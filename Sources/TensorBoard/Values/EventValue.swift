/// What is logged under a tag at a step.
public enum EventValue: Sendable, Equatable {
  /// A number, stored in single precision; it may be infinite or NaN, which TensorBoard marks.
  case scalar(Double)
  /// Images of one step; their position in the list is the number that TensorBoard shows.
  case images([PNGImage])
  /// The distribution of many numbers.
  case histogram(Histogram)
  /// Text in Markdown; ``EventValue/settings(_:)`` makes a table.
  case text(String)
}

extension EventValue {
  /// About the number of bytes that the value takes in memory.
  var byteCount: Int {
    switch self {
    case .scalar: 64
    case .images(let images): images.reduce(128) { $0 + $1.bytes.count + 16 }
    case .histogram(let histogram): 128 + histogram.buckets.count * 24
    case .text(let text): 128 + text.utf8.count
    }
  }
}
