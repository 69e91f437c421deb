extension UnsafeRawBufferPointer {
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
