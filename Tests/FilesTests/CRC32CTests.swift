import Files
import Testing

/// The checksum of record files.
@Suite struct CRC32CTests {
  private func checksum(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { CRC32C.checksum($0) } }

  @Test func `the checksums of RFC 3720, B.4`() {
    #expect(checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(checksum([UInt8](0..<32)) == 0x46DD_794E)
    #expect(checksum([UInt8](0..<32).reversed()) == 0x113F_DB5C)
    var command = [UInt8](repeating: 0, count: 48)
    for (place, byte) in [(0, 0x01), (1, 0xC0), (16, 0x14), (22, 0x04), (27, 0x14), (31, 0x18), (32, 0x28), (40, 0x02)]
    {
      command[place] = UInt8(byte)
    }
    #expect(checksum(command) == 0xD996_3A56)
    #expect(checksum([UInt8]("123456789".utf8)) == 0xE306_9283)
  }

  @Test(arguments: 0...40)
  func `data of any length and place have the checksum of the division bit by bit`(_ count: Int) {
    let bytes = (0..<count + 3).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ 17) }
    for skipped in 0..<3 {
      var crc = ~UInt32(0)
      for byte in bytes[skipped..<skipped + count] {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
      }
      let found = bytes.withUnsafeBytes {
        CRC32C.checksum(UnsafeRawBufferPointer(rebasing: $0[skipped..<skipped + count]))
      }
      #expect(found == ~crc)
    }
  }

  @Test func `the masked checksum is rotated and moved`() {
    let masked = [UInt8]("123456789".utf8).withUnsafeBytes { CRC32C.masked($0) }
    let crc: UInt32 = 0xE306_9283
    #expect(masked == (crc >> 15 | crc << 17) &+ 0xA282_EAD8)
  }
}
