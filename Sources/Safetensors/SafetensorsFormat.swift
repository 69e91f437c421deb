/// Constants of the safetensors format and of Hourglass's use of it: <https://github.com/huggingface/safetensors>.
///
/// A file consists of the header's length (8 bytes, little-endian), a JSON header, and the tensors' bytes without gaps.
enum SafetensorsFormat {
  /// The element type that Hourglass writes, and reads unless a caller asks for others: 32-bit IEEE floating point, little-endian.
  static let elementType = "F32"
  /// Bytes of an element.
  static let elementBytes = 4
  /// Bytes of an element of each type that other programs write.
  static let bytesOfTypes = [
    "F64": 8, "I64": 8, "U64": 8, elementType: elementBytes, "I32": 4, "U32": 4, "F16": 2, "BF16": 2, "I16": 2,
    "U16": 2, "I8": 1, "U8": 1, "BOOL": 1, "F8_E4M3": 1, "F8_E5M2": 1,
  ]
  /// Bytes of the header's length.
  static let lengthBytes = 8
  /// The maximum length of a header in bytes.
  static let maxHeaderBytes = 100_000_000
  /// Hourglass pads the header with spaces, so that the data start at a multiple of this number of bytes.
  static let dataAlignment = 64
  /// The header's key of the metadata, which no tensor can have as its name.
  static let metadataKey = "__metadata__"
  /// The metadata's key of the checksum: the CRC-32 of the whole file, with zeros as the checksum's own digits.
  static let checksumKey = "crc32"
  /// Digits of a checksum, hexadecimal in lower case.
  static let checksumDigits = 8
}

/// The number of elements of a shape; nil where a dimension is negative or the product exceeds an Int.
func elementCount(_ shape: [Int]) -> Int? {
  var product = 1
  for size in shape {
    let (result, overflow) = product.multipliedReportingOverflow(by: size)
    if overflow || size < 0 { return nil }
    product = result
  }
  return product
}
