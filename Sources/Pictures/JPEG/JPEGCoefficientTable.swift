/// Decodes AC coefficients, mostly two at a time; ITU-T T.81, F.2.2.2.
///
/// An entry tells what the ``lookup`` bits of its index begin with: up to two symbols. The value of the first one
/// is part of the entry; of the last one only the code need be among the bits.
final class JPEGCoefficientTable {
  /// Codes of up to so many bits are looked up.
  static let lookup = 11

  private let code: JPEGHuffmanCode
  /// Values take at most so many bits.
  private let greatestSize: Int
  let entries: UnsafeMutablePointer<JPEGCoefficientEntry>

  /// A table of `code` for values that take at most `greatestSize` bits, up to the 10 of 8-bit samples; T.81, table F.2.
  init(_ code: JPEGHuffmanCode, greatestSize: Int) {
    (self.code, self.greatestSize) = (code, min(greatestSize, 10))
    let capacity = 1 << Self.lookup
    let entries = UnsafeMutablePointer<JPEGCoefficientEntry>.allocate(capacity: capacity)
    self.entries = entries
    entries.initialize(repeating: .unknown, count: capacity)
    let greatestSize = self.greatestSize
    withUnsafeTemporaryAllocation(of: JPEGCoefficientEntry.self, capacity: capacity) { single in
      single.initialize(repeating: .unknown)
      code.forEachCode(upTo: Self.lookup) { symbol, code, length in
        let same = Self.lookup - length
        let entry = JPEGCoefficientEntry(symbol: symbol, length: length, greatestSize: greatestSize)
        for index in (code << same)..<((code + 1) << same) { single[index] = entry }
      }
      code.forEachCode(upTo: Self.lookup) { symbol, code, length in
        Self.write(symbol, code, length, single, into: entries)
      }
    }
  }

  deinit { entries.deallocate() }

  /// Writes the entries whose first symbol is `symbol`.
  private static func write(
    _ symbol: UInt8, _ code: Int, _ length: Int, _ single: UnsafeMutableBufferPointer<JPEGCoefficientEntry>,
    into entries: UnsafeMutablePointer<JPEGCoefficientEntry>
  ) {
    let size = Int(symbol & 15)
    let left = lookup - length - size
    let first = single[code << (lookup - length)]
    guard left >= 0, first.canPrecede else {
      for index in (code << (lookup - length))..<((code + 1) << (lookup - length)) { entries[index] = single[index] }
      return
    }
    for bits in 0..<(1 << size) {
      // Numbers that begin with 0 are negative; T.81, F.1.2.1.
      let value = size > 0 && bits >> (size - 1) == 0 ? bits + 1 - 1 << size : bits
      let start = (code << size | bits) << left
      for rest in 0..<(1 << left) {
        let second = single[rest << (lookup - left)]
        entries[start + rest] =
          second.valueStart <= left
          ? second.preceded(by: Int16(value), length: UInt8(lookup - left), advance: first.advance)
          : single[start + rest]
      }
    }
  }

  /// The symbol whose code begins `bits`, as an entry of its own; nil where no baseline stream has it.
  func entry(atStartOf bits: UInt64) -> JPEGCoefficientEntry? {
    guard let (symbol, length) = code.symbol(atStartOf: bits) else { return nil }
    let entry = JPEGCoefficientEntry(symbol: symbol, length: length, greatestSize: greatestSize)
    return entry.isUnknown ? nil : entry
  }
}
