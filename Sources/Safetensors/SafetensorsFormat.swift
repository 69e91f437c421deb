/// What the safetensors format and Hourglass's use of it fix: <https://github.com/huggingface/safetensors>.
///
/// A file is the header's length (8 bytes, little-endian), a JSON header, and the tensors' bytes without gaps.
enum SafetensorsFormat {
  /// The bytes before the header: its length.
  static let lengthBytes = 8
  /// The longest header that the format allows, in bytes.
  static let longestHeader = 100_000_000
  /// Hourglass pads the header with spaces until the data begin at a multiple of this, in bytes.
  static let dataAlignment = 64
  /// The header's key for the metadata; no tensor can have this name.
  static let metadataKey = "__metadata__"
  /// The metadata's key for the checksum: the CRC-32 of the whole file with the checksum's own digits as zeros.
  static let checksumKey = "crc32"
  /// The digits of a checksum: hexadecimal, lower case.
  static let checksumDigits = 8
}

/// The element types of tensors that Hourglass reads and writes, little-endian.
public enum SafetensorsElement: String, Hashable, Sendable, CaseIterable {
  /// 32-bit IEEE floating point.
  case float32 = "F32"
  /// 64-bit two's complement integers.
  case int64 = "I64"
  /// 64-bit unsigned integers.
  case uint64 = "U64"

  /// The size of one element in bytes.
  public var byteCount: Int { self == .float32 ? 4 : 8 }
}

/// The number of elements of a shape, or nil when a size is negative or the product exceeds an Int.
func elementCount(_ shape: [Int]) -> Int? {
  var product = 1
  for size in shape {
    let (result, overflow) = product.multipliedReportingOverflow(by: size)
    if overflow || size < 0 { return nil }
    product = result
  }
  return product
}
