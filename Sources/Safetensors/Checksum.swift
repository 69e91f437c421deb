import CZLib

/// A CRC-32, computed piece by piece.
struct Checksum {
  private var value: UInt

  /// Starts with no bytes, or continues from the checksum `value`.
  init(value: UInt = crc32_z(0, nil, 0)) { self.value = value }

  /// Appends `bytes`.
  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard let first = bytes.baseAddress else { return }
    value = crc32_z(value, first.assumingMemoryBound(to: UInt8.self), bytes.count)
  }

  /// The checksum of all bytes so far, as 8 hexadecimal digits in lower case.
  var digits: String {
    let short = String(value, radix: 16)
    return String(repeating: "0", count: SafetensorsFormat.checksumDigits - short.count) + short
  }
}
