/// The number format of an IDX file's elements; the raw value is the third byte of the file.
public enum IDXElement: UInt8, Hashable, Sendable, CaseIterable {
  case uint8 = 0x08
  case int8 = 0x09
  case int16 = 0x0B
  case int32 = 0x0C
  case float32 = 0x0D
  case float64 = 0x0E

  /// The size of one element in bytes.
  public var bytes: Int {
    switch self {
    case .uint8, .int8: 1
    case .int16: 2
    case .int32, .float32: 4
    case .float64: 8
    }
  }
}

/// What an IDX file says of itself: its number format and its sizes, outermost first.
public struct IDXHeader: Hashable, Sendable {
  /// The type of its numbers.
  public let element: IDXElement
  /// `[n, h, w]` or `[n, c, h, w]` for images, `[n]` for labels.
  public let sizes: [Int]

  /// How many images or labels there are.
  public var count: Int { sizes.first ?? 0 }
  /// The length of the header itself in bytes.
  var headerBytes: Int { 4 + 4 * sizes.count }

  /// The length of header and data in bytes, or nil where that overflows an `Int`.
  var totalBytes: Int? {
    var total = element.bytes
    for size in sizes {
      let (product, overflow) = total.multipliedReportingOverflow(by: size)
      if overflow { return nil }
      total = product
    }
    let (sum, overflow) = total.addingReportingOverflow(headerBytes)
    return overflow ? nil : sum
  }
}
