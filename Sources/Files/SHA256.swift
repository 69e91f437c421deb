/// The digest SHA-256 of bytes that are added piece by piece; FIPS 180-4.
package struct SHA256 {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var rest: [UInt8] = []
  private var count: UInt64 = 0

  /// The first 32 bits of the fractions of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = {
    let primes = (2...).lazy.filter { number in !(2..<number).contains { $0 * $0 <= number && number % $0 == 0 } }
    return primes.prefix(64).map { prime in
      // The largest r with r³ <= prime · 2⁹⁶, of which the lower 32 bits are the fraction's.
      var root: UInt64 = 0
      for bit in (0..<35).reversed() {
        let candidate = root | 1 << UInt64(bit)
        if isCube(candidate, atMost: UInt64(prime)) { root = candidate }
      }
      return UInt32(truncatingIfNeeded: root)
    }
  }()

  /// Whether root³ <= prime · 2⁹⁶, for root < 2³⁵.
  private static func isCube(_ root: UInt64, atMost prime: UInt64) -> Bool {
    let square = root.multipliedFullWidth(by: root)
    let low = square.low.multipliedFullWidth(by: root)
    let high = square.high * root + low.high
    return high < prime << 32 || (high == prime << 32 && low.low == 0)
  }

  /// Creates the digest of no bytes.
  package init() {}

  /// Adds `bytes`.
  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    count += UInt64(bytes.count)
    var start = 0
    if !rest.isEmpty {
      start = min(64 - rest.count, bytes.count)
      rest += bytes[..<start]
      guard rest.count == 64 else { return }
      let block = rest
      block.withUnsafeBytes { mix($0) }
      rest = []
    }
    while bytes.count - start >= 64 {
      mix(UnsafeRawBufferPointer(rebasing: bytes[start..<start + 64]))
      start += 64
    }
    rest += bytes[start...]
  }

  /// The digest of all bytes added, in hexadecimal.
  package mutating func finish() -> String {
    let bits = count * 8
    var end: [UInt8] = [0x80]
    end += [UInt8](repeating: 0, count: (119 - rest.count) % 64)
    withUnsafeBytes(of: bits.bigEndian) { end += $0 }
    end.withUnsafeBytes { add($0) }
    return state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private mutating func mix(_ block: UnsafeRawBufferPointer) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { w in
      for i in 0..<16 { w[i] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 4 * i, as: UInt32.self)) }
      func turned(_ x: UInt32, _ bits: UInt32) -> UInt32 { x >> bits | x << (32 - bits) }
      for i in 16..<64 {
        let s0 = turned(w[i - 15], 7) ^ turned(w[i - 15], 18) ^ w[i - 15] >> 3
        let s1 = turned(w[i - 2], 17) ^ turned(w[i - 2], 19) ^ w[i - 2] >> 10
        w[i] = w[i - 16] &+ s0 &+ w[i - 7] &+ s1
      }
      var (a, b, c, d) = (state[0], state[1], state[2], state[3])
      var (e, f, g, h) = (state[4], state[5], state[6], state[7])
      Self.constants.withUnsafeBufferPointer { k in
        for i in 0..<64 {
          let s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
          let first = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ k[i] &+ w[i]
          let s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)
          let second = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
          (h, g, f, e) = (g, f, e, d &+ first)
          (d, c, b, a) = (c, b, a, first &+ second)
        }
      }
      for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
    }
  }
}
