/// The fields of a Datum message, found without copying its data.
///
/// Follows the wire format of Protocol Buffers: the last value of a field counts, unknown fields are skipped.
package struct DatumFields: Hashable, Sendable {
  package var channels: Int32 = 0
  package var height: Int32 = 0
  package var width: Int32 = 0
  /// The position of `data` in the message; nil without that field.
  package var data: Range<Int>?
  package var label: Int32?
  /// The number of values in `float_data`.
  package var floatCount = 0
  /// The first value in `float_data`.
  package var firstFloat: Float?
  package var isEncoded = false

  /// Parses a message; nil if `bytes` are not one.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    guard scan(bytes) else { return nil }
  }

  private mutating func scan(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var at = 0
    while at < bytes.count {
      guard let tag = Self.varint(bytes, &at) else { return false }
      // A tag is 8 times the field number, plus the type: 0 a varint, 2 length-delimited, 5 four bytes.
      switch tag {
      case 1 << 3, 2 << 3, 3 << 3, 5 << 3, 7 << 3:
        guard let value = Self.varint(bytes, &at) else { return false }
        let number = Int32(truncatingIfNeeded: value)
        switch tag >> 3 {
        case 1: channels = number
        case 2: height = number
        case 3: width = number
        case 5: label = number
        default: isEncoded = value != 0
        }
      case 4 << 3 | 2:
        guard let range = Self.lengthDelimited(bytes, &at) else { return false }
        data = range
      case 6 << 3 | 5:
        guard bytes.count - at >= 4 else { return false }
        if firstFloat == nil { firstFloat = Float(bitPattern: bytes.word32(at)) }
        floatCount += 1
        at += 4
      case 6 << 3 | 2:
        guard let range = Self.lengthDelimited(bytes, &at), range.count.isMultiple(of: 4) else { return false }
        if firstFloat == nil, !range.isEmpty { firstFloat = Float(bitPattern: bytes.word32(range.lowerBound)) }
        floatCount += range.count / 4
      default:
        guard let field = WireField(tag: tag), Self.skip(field, bytes, &at) else { return false }
      }
    }
    return true
  }

  /// A tag: the field number and the type of its value.
  private struct WireField {
    enum Kind: UInt64 {
      case varint, fixed64, lengthDelimited, startGroup, endGroup, fixed32
    }
    let number: UInt64
    let type: Kind

    init?(tag: UInt64) {
      guard tag <= UInt64(UInt32.max), tag >> 3 != 0, let type = Kind(rawValue: tag & 7) else { return nil }
      (number, self.type) = (tag >> 3, type)
    }
  }

  /// Skips the value of an unknown field; false if the message is cut short or malformed.
  private static func skip(_ field: WireField, _ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> Bool {
    // The numbers of open groups.
    var groups: [UInt64] = []
    var field = field
    while true {
      switch field.type {
      case .varint: if varint(bytes, &at) == nil { return false }
      case .fixed64: at += 8
      case .fixed32: at += 4
      case .lengthDelimited: if lengthDelimited(bytes, &at) == nil { return false }
      case .startGroup:
        groups.append(field.number)
        if groups.count > 100 { return false }
      case .endGroup: if groups.popLast() != field.number { return false }
      }
      if at > bytes.count { return false }
      if groups.isEmpty { return true }
      guard let tag = varint(bytes, &at), let next = WireField(tag: tag) else { return false }
      field = next
    }
  }

  @inline(__always)
  private static func varint(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while at < bytes.count, shift < 64 {
      let byte = bytes[at]
      at += 1
      value |= UInt64(byte & 0x7F) &<< shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }

  @inline(__always)
  private static func lengthDelimited(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> Range<Int>? {
    guard let length = varint(bytes, &at), length <= UInt64(bytes.count - at) else { return nil }
    let range = at..<at + Int(length)
    at = range.upperBound
    return range
  }
}
