import CZLib

/// The CRC-32 of bytes that arrive in pieces.
struct Checksum {
  private var value = crc32_z(0, nil, 0)

  /// Takes in `bytes` after those before.
  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard let first = bytes.baseAddress else { return }
    value = crc32_z(value, first.assumingMemoryBound(to: UInt8.self), bytes.count)
  }

  /// The checksum of all bytes so far: 8 hexadecimal digits, lower case.
  var digits: String {
    let short = String(value, radix: 16)
    return String(repeating: "0", count: SafetensorsFormat.checksumDigits - short.count) + short
  }
}
