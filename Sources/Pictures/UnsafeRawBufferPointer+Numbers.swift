extension UnsafeRawBufferPointer {
  /// The unsigned number of 8, 16 or 32 bits at `offset`; nil if it does not lie within the bytes.
  func unsigned<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _: Word.Type, at offset: Int, bigEndian: Bool = false
  ) -> Int? {
    guard offset >= 0, offset <= count - MemoryLayout<Word>.size else { return nil }
    let word = loadUnaligned(fromByteOffset: offset, as: Word.self)
    return Int(bigEndian ? Word(bigEndian: word) : Word(littleEndian: word))
  }

  /// At most `limit` bytes from the first, in hexadecimal.
  func firstBytes(_ limit: Int) -> String {
    prefix(limit).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }
}
