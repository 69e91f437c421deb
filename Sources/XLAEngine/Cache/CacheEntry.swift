import Files

/// A compiled program and what it was compiled from, as one file: four numbers of 8 bytes, the key, the program.
struct CacheEntry {
  let key: [UInt8]
  let program: [UInt8]

  /// Begins every file: `HGXLA` and the version of the format.
  private static let magic: UInt64 = 0x4847_584c_4100_0001
  private static let headerByteCount = 32

  init(key: [UInt8], program: [UInt8]) { (self.key, self.program) = (key, program) }

  /// The entry in the bytes of a file; nil if they are damaged, or of another format.
  init?(file: [UInt8]) {
    guard file.count >= Self.headerByteCount else { return nil }
    let numbers = file.withUnsafeBytes { bytes in
      (0..<4).map { UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self)) }
    }
    let body = UInt64(file.count - Self.headerByteCount)
    guard numbers[0] == Self.magic, numbers[1] <= body, numbers[2] == body - numbers[1] else { return nil }
    let split = Self.headerByteCount + Int(numbers[1])
    self.init(key: Array(file[Self.headerByteCount..<split]), program: Array(file[split...]))
    guard FNV1a.digest(program) == numbers[3] else { return nil }
  }

  /// The bytes of the file.
  var file: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.headerByteCount + key.count + program.count)
    for number in [Self.magic, UInt64(key.count), UInt64(program.count), FNV1a.digest(program)] {
      withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
    }
    bytes += key
    bytes += program
    return bytes
  }
}
