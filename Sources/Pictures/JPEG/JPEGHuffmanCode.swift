/// A Huffman code as a DHT segment defines it; ITU-T T.81, annex C.
struct JPEGHuffmanCode {
  /// The greatest length of a code in bits.
  static let greatestLength = 16

  /// The symbols by increasing code.
  let symbols: [UInt8]
  /// How many codes have each length from 1 on.
  private let counts: [UInt8]
  /// For each length from 1 on, the least 16 bits that begin with no code so long or shorter.
  private var limits: [Int] = []
  /// For each length from 1 on, the index of a symbol less its code.
  private var offsets: [Int] = []

  /// The code with so many codes of each length from 1 to 16, nil where they do not fit into their lengths.
  ///
  /// No code is all ones; T.81, C.2.
  init?(counts: some Collection<UInt8>, symbols: some Collection<UInt8>) {
    (self.counts, self.symbols) = (Array(counts), Array(symbols))
    var code = 0
    var index = 0
    for (length, count) in zip(1..., self.counts) {
      code <<= 1
      offsets.append(index - code)
      code += Int(count)
      index += Int(count)
      guard count == 0 || code < 1 << length else { return nil }
      limits.append(code << (Self.greatestLength - length))
    }
    guard self.counts.count == Self.greatestLength, index == self.symbols.count else { return nil }
  }

  /// Calls `body` with each symbol whose code has at most `length` bits, with the code and its length.
  func forEachCode(upTo length: Int, _ body: (_ symbol: UInt8, _ code: Int, _ length: Int) -> Void) {
    var code = 0
    var index = 0
    for length in 1...length {
      code <<= 1
      for _ in 0..<counts[length - 1] {
        body(symbols[index], code, length)
        code += 1
        index += 1
      }
    }
  }

  /// The symbol whose code begins `bits` and that code's length, nil where there is none; T.81, F.2.2.3.
  func symbol(atStartOf bits: UInt64) -> (symbol: UInt8, length: Int)? {
    let start = Int(truncatingIfNeeded: bits >> (64 - UInt64(Self.greatestLength)))
    guard let index = limits.firstIndex(where: { start < $0 }) else { return nil }
    let length = index + 1
    return (symbols[(start >> (Self.greatestLength - length)) + offsets[index]], length)
  }
}
