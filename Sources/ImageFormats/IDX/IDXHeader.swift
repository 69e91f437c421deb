/// The element type of an IDX file; the raw value is the third byte of the file.
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

/// The header of an IDX file.
public struct IDXHeader: Hashable, Sendable {
  /// The element type.
  public let element: IDXElement
  /// `[n, h, w]` or `[n, c, h, w]` for images, `[n]` for labels.
  public let sizes: [Int]

  /// The number of images or labels.
  public var count: Int { sizes.first ?? 0 }
  /// The length of the header in bytes.
  var headerBytes: Int { 4 + 4 * sizes.count }

  /// The length of header and data in bytes; nil if it overflows an `Int`.
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
