import Randomness
import Tensors
import Testing

struct PhiloxTests {
  struct Vector: Sendable {
    let counter: SIMD4<UInt32>
    let key: SIMD2<UInt32>
    let words: SIMD4<UInt32>
  }

  // kat_vectors of Random123, philox4x32 with 10 rounds.
  static let vectors = [
    Vector(
      counter: .zero, key: .zero, words: SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
    Vector(
      counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max),
      words: SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)),
    Vector(
      counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: SIMD2(0xa409_3822, 0x299f_31d0),
      words: SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)),
  ]

  @Test(arguments: vectors)
  func `Philox gives the known answers of Random123`(_ vector: Vector) {
    #expect(Philox.block(counter: vector.counter, key: vector.key) == vector.words)
  }

  @Test func `seed, purpose, step, sample and element each change the draw`() {
    let draws: [SIMD4<UInt32>] = [
      Philox(seed: 1, purpose: .shuffling).bits(element: 0),
      Philox(seed: 1 << 32, purpose: .shuffling).bits(element: 0),
      Philox(seed: 1, purpose: .splitting).bits(element: 0),
      Philox(seed: 1, purpose: .shuffling, step: 1).bits(element: 0),
      Philox(seed: 1, purpose: .shuffling).bits(sample: 1, element: 0),
      Philox(seed: 1, purpose: .shuffling).bits(element: 1),
    ]
    #expect(Set(draws).count == draws.count)
  }

  @Test(arguments: [0, 1, 2, 1000])
  func `a permutation holds every number once`(count: Int) {
    let order = Philox(seed: 7, purpose: .shuffling).permutation(count)
    #expect(order.sorted() == Array(0..<Int32(count)))
  }

  @Test func `every order of three is about as frequent`() {
    var counts: [[Int32]: Int] = [:]
    for step in 0..<6000 {
      counts[Philox(seed: 3, purpose: .shuffling, step: step).permutation(3), default: 0] += 1
    }
    #expect(counts.count == 6)
    // Five standard deviations of a binomial of 6000 draws at 1/6.
    #expect(counts.values.allSatisfy { abs($0 - 1000) < 145 })
  }
}
