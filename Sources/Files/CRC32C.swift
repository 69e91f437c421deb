/// The CRC-32C (Castagnoli) of RFC 3720, reflected polynomial 0x82F63B78, and its masked form in record files.
package enum CRC32C {
  /// The checksum of `bytes`; eight bytes a step (Intel's slicing-by-8).
  package static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    tables.withUnsafeBufferPointer { tables in
      var crc = ~UInt32(0)
      var at = 0
      while at + 8 <= bytes.count {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)) ^ UInt64(crc)
        crc = 0
        for place in 0..<8 {
          crc ^= tables[(7 - place) << 8 | Int(truncatingIfNeeded: word >> (8 * UInt64(place)) & 0xFF)]
        }
        at += 8
      }
      while at < bytes.count {
        crc = tables[Int((crc ^ UInt32(bytes[at])) & 0xFF)] ^ crc >> 8
        at += 1
      }
      return ~crc
    }
  }

  /// The checksum rotated by 15 bits plus 0xA282EAD8, so that the checksum of data with checksums stays meaningful.
  package static func masked(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    let crc = checksum(bytes)
    return (crc >> 15 | crc << 17) &+ 0xA282_EAD8
  }

  /// Entry 256k + b is the checksum's change by byte b with k zero bytes after it.
  private static let tables: [UInt32] = {
    var tables = (0..<256).map { byte in
      (0..<8).reduce(UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1 == 0 ? 0 : 0x82F6_3B78) }
    }
    for entry in 256..<2048 {
      let before = tables[entry - 256]
      tables.append(tables[Int(before & 0xFF)] ^ before >> 8)
    }
    return tables
  }()
}
