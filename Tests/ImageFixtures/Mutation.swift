/// Bytes with a few of them changed, inserted, deleted or cut off: the same for the same seed.
package struct Mutation {
  private var state: UInt64

  package init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  /// A number below `bound`.
  private mutating func number(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 11) % max(bound, 1)
  }

  package mutating func mutated(_ seed: [UInt8]) -> [UInt8] {
    let pieces = [
      "99999999999999999999", "-1", "../", "\n", ": ", "\0", "[", "{", "*a", "\u{FEFF}", " ", "18446744073709551616x1",
    ]
    var bytes = seed
    for _ in 0...number(3) {
      let place = number(bytes.count)
      switch number(6) {
      case 0 where !bytes.isEmpty: bytes[place] ^= 1 << UInt8(number(8))
      case 1 where !bytes.isEmpty: bytes[place] = UInt8(number(256))
      case 2 where !bytes.isEmpty: bytes.remove(at: place)
      case 3 where !bytes.isEmpty && number(4) == 0: bytes.removeSubrange(place...)
      case 4: bytes.insert(contentsOf: Array(pieces[number(pieces.count)].utf8), at: place)
      default: bytes.insert(UInt8(number(256)), at: place)
      }
    }
    return bytes
  }
}
