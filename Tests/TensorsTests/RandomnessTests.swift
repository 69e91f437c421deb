import Randomness
import Tensors
import Testing

/// Random draws are Philox's, and initial values are spread as named.
@Suite struct RandomnessTests {
  @Test func `the known answers of Random123`() {
    let answers: [(counter: SIMD4<UInt32>, key: SIMD2<UInt32>, result: SIMD4<UInt32>)] = [
      (SIMD4(repeating: 0), SIMD2(repeating: 0), SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
      (
        SIMD4(repeating: .max), SIMD2(repeating: .max),
        SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
      ),
      (
        SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), SIMD2(0xa409_3822, 0x299f_31d0),
        SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
      ),
    ]
    for (counter, key, result) in answers { #expect(Philox.block(counter: counter, key: key) == result) }
  }

  @Test func `a permutation holds each number once, and depends on seed, purpose and step`() {
    for count in [0, 1, 2, 3, 10, 1000] {
      let order = Philox(seed: 1, purpose: .shuffling).permutation(count)
      #expect(order.sorted() == (0..<Int32(count)).map { $0 })
    }
    let order = Philox(seed: 1, purpose: .shuffling, step: 3).permutation(100)
    #expect(order == Philox(seed: 1, purpose: .shuffling, step: 3).permutation(100))
    #expect(order != Philox(seed: 2, purpose: .shuffling, step: 3).permutation(100))
    #expect(order != Philox(seed: 1 << 32 | 1, purpose: .shuffling, step: 3).permutation(100))
    #expect(order != Philox(seed: 1, purpose: .initialization, step: 3).permutation(100))
    #expect(order != Philox(seed: 1, purpose: .shuffling, step: 4).permutation(100))
  }

  @Test func `every order of three numbers is as likely as another`() {
    var seen: [[Int32]: Int] = [:]
    let draws = 6000
    for step in 0..<draws { seen[Philox(seed: 5, purpose: .shuffling, step: step).permutation(3), default: 0] += 1 }
    #expect(seen.count == 6)
    // A count of mean 1000 has a standard deviation of 29: five of them.
    for (order, count) in seen { #expect(abs(count - draws / 6) < 145, "\(order)") }
  }

  private func values(_ initializer: Initializer, count: Int = 100_000, seed: UInt64 = 1) -> [Double] {
    let table = ParameterTable([("w", Parameter([count], initializer))])
    let vector = table.initialValues(seed: seed)
    return (0..<count).map { Double(vector[$0]) }
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  private func deviation(_ values: [Double]) -> Double {
    let center = mean(values)
    return mean(values.map { ($0 - center) * ($0 - center) }).squareRoot()
  }

  // The mean of 100,000 draws strays by 0.0032 deviations, their deviation by 0.3 %: bounds are five times that.
  private let stray = 0.016

  @Test func `Torch's uniform numbers fill ±1/√fan-in`() throws {
    let bound = 0.25
    let drawn = values(.torchUniform(fanIn: 16))
    let (least, most) = (try #require(drawn.min()), try #require(drawn.max()))
    #expect(least >= -bound && least < -0.999 * bound)
    #expect(most <= bound && most > 0.999 * bound)
    #expect(abs(mean(drawn)) < stray * bound)
    #expect(abs(deviation(drawn) / (bound / 3.0.squareRoot()) - 1) < stray)
  }

  @Test func `He's normal numbers are cut at two deviations and have variance 2 / fan-in`() throws {
    let fanIn = 50
    let drawn = values(.heTruncatedNormal(fanIn: fanIn))
    let cut = 2 * (2.6 / Double(fanIn)).squareRoot()
    let (least, most) = (try #require(drawn.min()), try #require(drawn.max()))
    // Stored as float32: the cut itself may be rounded up.
    #expect(least >= -cut * (1 + 1e-7) && least < -0.99 * cut)
    #expect(most <= cut * (1 + 1e-7) && most > 0.99 * cut)
    // The variance of a normal cut at two deviations is 0.7737 of the whole: 2.6 * 0.7737 = 2.012.
    let wanted = (2.6 * 0.773741 / Double(fanIn)).squareRoot()
    #expect(abs(mean(drawn)) < stray * wanted)
    #expect(abs(deviation(drawn) / wanted - 1) < stray)
    // More lies near the middle than in a uniform distribution: within half of the cut, 0.7152 of the normal.
    let inner = Double(drawn.count { abs($0) < cut / 2 }) / Double(drawn.count)
    #expect(abs(inner - 0.6827 / 0.9545) < 0.01)
  }

  @Test func `constants, and gaps between parameters that stay zero`() {
    let table = ParameterTable([
      ("a", Parameter([3], .constant(0.5))), ("b", Parameter([17], .torchUniform(fanIn: 1))),
    ])
    #expect(table.map(\.offset) == [0, 16])
    #expect(table.vectorCount == 48)
    #expect(table.parameterCount == 20)
    let vector = table.initialValues(seed: 1)
    #expect((0..<3).allSatisfy { vector[$0] == 0.5 })
    #expect((3..<16).allSatisfy { vector[$0] == 0 })
    #expect((16..<33).allSatisfy { vector[$0] != 0 })
    #expect((33..<48).allSatisfy { vector[$0] == 0 })
  }

  @Test func `the same seed gives the same values, another seed and another parameter others`() {
    #expect(values(.torchUniform(fanIn: 3), count: 50) == values(.torchUniform(fanIn: 3), count: 50))
    #expect(
      values(.torchUniform(fanIn: 3), count: 50, seed: 1) != values(.torchUniform(fanIn: 3), count: 50, seed: 2))
    let (one, two) = (Parameter([16], .torchUniform(fanIn: 3)), Parameter([16], .torchUniform(fanIn: 3)))
    let vector = ParameterTable([("one", one), ("two", two)]).initialValues(seed: 1)
    #expect((0..<16).map { vector[$0] } != (16..<32).map { vector[$0] })
  }

  @Test func `a parameter that is named twice keeps its first name and one place`() {
    let tied = Parameter([4], .constant(1))
    let table = ParameterTable([("encoder.w", tied), ("decoder.w", tied)])
    #expect(table.map(\.name) == ["encoder.w"])
    #expect(table.vectorCount == 16)
  }
}
