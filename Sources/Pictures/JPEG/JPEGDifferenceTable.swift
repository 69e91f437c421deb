/// Decodes differences of DC coefficients; ITU-T T.81, F.2.2.1.
final class JPEGDifferenceTable {
  /// Codes of up to so many bits are looked up.
  static let lookup = 9
  /// The greatest size of a difference of 8-bit samples, in bits; T.81, table F.1.
  private static let greatestSize = 11

  private let code: JPEGHuffmanCode
  /// For each beginning, the code's length and, from bit 8 on, its symbol; 0 for a longer code or none.
  let entries: UnsafeMutablePointer<UInt16>

  init(_ code: JPEGHuffmanCode) {
    self.code = code
    let entries = UnsafeMutablePointer<UInt16>.allocate(capacity: 1 << Self.lookup)
    entries.initialize(repeating: 0, count: 1 << Self.lookup)
    code.forEachCode(upTo: Self.lookup) { symbol, code, length in
      guard symbol <= Self.greatestSize else { return }
      let same = Self.lookup - length
      (entries + code << same).update(repeating: UInt16(symbol) << 8 | UInt16(length), count: 1 << same)
    }
    self.entries = entries
  }

  deinit { entries.deallocate() }

  /// The entry of the code that begins `bits`; nil where 8-bit samples have none such.
  func entry(atStartOf bits: UInt64) -> UInt16? {
    guard let (symbol, length) = code.symbol(atStartOf: bits), symbol <= Self.greatestSize else { return nil }
    return UInt16(symbol) << 8 | UInt16(length)
  }
}
