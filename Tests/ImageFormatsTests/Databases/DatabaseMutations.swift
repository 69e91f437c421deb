/// Damaged copies of good bytes, the same every time.
struct DatabaseMutations: Sequence, IteratorProtocol {
  let seeds: [[UInt8]]
  private var state: UInt64
  private var made = 0
  private let count: Int

  init(_ seeds: [[UInt8]], count: Int, seed: UInt64 = 1) {
    (self.seeds, self.count, state) = (seeds, count, seed)
  }

  /// SplitMix64.
  private mutating func draw(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ z >> 31) % UInt64(bound))
  }

  private static let extremes: [[UInt8]] = [
    [0], [0xFF], [0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0x80], [0xFF, 0xFF, 0xFF, 0x7F],
    [0x80, 0x80, 0x80, 0x80, 0x08], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
    [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], [0, 0, 0, 0, 0, 0, 0, 0],
  ]

  mutating func next() -> [UInt8]? {
    guard made < count else { return nil }
    made += 1
    var bytes = seeds[draw(seeds.count)]
    for _ in 0...draw(4) where !bytes.isEmpty {
      let at = draw(bytes.count)
      switch draw(8) {
      case 0...2: bytes[at] ^= 1 << draw(8)
      case 3: bytes[at] = UInt8(draw(256))
      case 4: bytes.removeSubrange(at...)
      case 5: bytes.insert(UInt8(draw(256)), at: at)
      case 6: bytes.remove(at: at)
      default:
        let extreme = Self.extremes[draw(Self.extremes.count)]
        for (offset, byte) in extreme.enumerated() where at + offset < bytes.count { bytes[at + offset] = byte }
      }
    }
    return bytes
  }
}
