extension UnsafeRawBufferPointer {
  /// The unsigned number of 8, 16 or 32 bits at `offset`; nil unless it lies within the bytes.
  func unsigned<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _: Word.Type, at offset: Int, bigEndian: Bool = false
  ) -> Int? {
    guard offset >= 0, offset <= count - MemoryLayout<Word>.size else { return nil }
    let word = loadUnaligned(fromByteOffset: offset, as: Word.self)
    return Int(bigEndian ? Word(bigEndian: word) : Word(littleEndian: word))
  }

  /// Up to `most` bytes from the first, in hexadecimal.
  func firstBytes(_ most: Int) -> String {
    prefix(most).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }

  /// The little-endian 16-bit word at `offset`, which lies within.
  @inline(__always) func word16(_ offset: Int) -> UInt16 {
    UInt16(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }
  /// The little-endian 32-bit word at `offset`, which lies within.
  @inline(__always) func word32(_ offset: Int) -> UInt32 {
    UInt32(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }
  /// The little-endian 64-bit word at `offset`, which lies within.
  @inline(__always) func word64(_ offset: Int) -> UInt64 {
    UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
