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
}
