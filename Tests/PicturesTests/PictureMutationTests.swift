import ImageFixtures
import ImageShapes
import Pictures
import Randomness
import Testing

/// Damaged files by the hundred thousand: each is a picture or a ``PictureError``, and none a crash.
struct PictureMutationTests {
  static let cases = 100_000

  @Test func `damaged JPEGs`() throws {
    let names = ["baseline JPEG", "progressive JPEG", "grey JPEG", "YCCK JPEG of Adobe", "JPEG with restart markers"]
    try check(names.map { EncodedFixture.named($0).bytes })
  }

  @Test func `damaged orientations`() throws {
    let seeds = [false, true].map { photograph(orientation: 6, bigEndian: $0) }
    // The segment alone: the first 40 bytes.
    try check(seeds, within: 40)
  }

  @Test func `damaged PNGs`() throws {
    let rows = [noise(12), noise(12, seed: 1)]
    try check([
      PNGBytes(width: 4, height: 2, colourType: 2, rows: rows).bytes,
      PNGBytes(width: 2, height: 2, bitDepth: 16, colourType: 2, rows: rows).bytes,
      PNGBytes(width: 2, height: 2, colourType: 3, palette: [255, 0, 0, 0, 0, 255], rows: [[0, 1], [1, 0]]).bytes,
      PNGBytes(width: 2, height: 1, colourType: 4, rows: [[100, 255, 100, 0]]).bytes,
    ])
  }

  @Test func `damaged BMPs`() throws {
    try check(EncodedFixture.bmps.dropFirst().map(\.bytes))
  }

  @Test func `damaged PPMs`() throws {
    try check(EncodedFixture.pnms.map(\.bytes))
  }

  @Test func `damaged WebPs`() throws { try check(EncodedFixture.webps.map(\.bytes), cases: 40_000) }

  @Test func `damaged TIFFs`() throws { try check(EncodedFixture.tiffs.map(\.bytes), cases: 40_000) }

  @Test func `damaged GIFs`() throws { try check(EncodedFixture.gifs.map(\.bytes), cases: 40_000) }

  private func check(_ seeds: [[UInt8]], within reach: Int = .max, cases: Int = Self.cases) throws {
    var generator = PhiloxSequence(Philox(seed: 11, purpose: .splitting))
    var pictures = 0
    for number in 0..<cases {
      let seed = seeds[number % seeds.count]
      let bytes = Self.mutated(seed, within: reach, &generator)
      do {
        let picture = try decoded(bytes, covering: number.isMultiple(of: 3) ? PixelSize(width: 3, height: 3) : nil)
        pictures += 1
        if picture.bytes.count != picture.width * picture.height * picture.channels {
          Issue.record("case \(number): \(picture.bytes.count) bytes")
        }
      } catch is PictureError {
      } catch {
        Issue.record("case \(number): \(error)")
      }
    }
    // Some damage does not show, but not all.
    #expect((1..<cases).contains(pictures))
  }

  static func mutated(_ seed: [UInt8], within reach: Int = .max, _ generator: inout PhiloxSequence) -> [UInt8] {
    var bytes = seed
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      guard !bytes.isEmpty else { break }
      let at = Int.random(in: 0..<min(bytes.count, reach), using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: bytes[at] = [0, 1, 0x7F, 0x80, 0xFE, 0xFF].randomElement(using: &generator) ?? 0
      case 2: bytes.removeLast(bytes.count - at)
      case 3: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: at)
      case 4: bytes.removeSubrange(at..<min(at + Int.random(in: 1...4, using: &generator), bytes.count))
      default:
        // A great number where a size may be.
        let value = [UInt8](repeating: Bool.random(using: &generator) ? 0xFF : 0x7F, count: 4)
        for (offset, byte) in value.enumerated() where at + offset < bytes.count { bytes[at + offset] = byte }
      }
    }
    return bytes
  }
}
