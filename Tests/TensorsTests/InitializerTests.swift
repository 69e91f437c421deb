import Tensors
import Testing

/// Initial values are spread as named.
@Suite struct InitializerTests {
  private func values(_ initializer: Initializer, count: Int = 100_000, seed: UInt64 = 1) -> [Double] {
    let table = ParameterTable([("w", Parameter([count], initializer))])
    let vector = table.initialValues(seed: seed)
    return (0..<count).map { Double(vector[$0]) }
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  private func moment(_ order: Int, _ values: [Double]) -> Double {
    mean(values.map { value in (0..<order).reduce(1) { product, _ in product * value } })
  }

  // Of 100,000 draws the mean strays by 0.0032 deviations and the deviation by 0.22 % or less: bounds are five times that.
  private let stray = 0.016

  @Test(arguments: [
    (Initializer.normal(deviation: 0.3), 0.3), (.heNormal(fanIn: 50), 0.2),
    (.glorotNormal(fanIn: 30, fanOut: 20), 0.2),
  ])
  func `normal numbers`(_ initializer: Initializer, _ deviation: Double) {
    let drawn = values(initializer).map { $0 / deviation }
    #expect(abs(mean(drawn)) < stray)
    #expect(abs(moment(2, drawn) - 1) < 2 * stray)
    // The fourth moment of a normal is 3, with a standard deviation of 0.031 here.
    #expect(abs(moment(4, drawn) - 3) < 0.16)
    #expect(drawn.contains { $0 > 3.5 } && drawn.contains { $0 < -3.5 })
  }

  @Test(arguments: [
    (Initializer.uniform(-0.25, 0.5), -0.25, 0.5), (.glorotUniform(fanIn: 30, fanOut: 24), -1 / 3.0, 1 / 3.0),
    (.uniform(0, 1), 0, 1),
  ])
  func `uniform numbers`(_ initializer: Initializer, _ lower: Double, _ upper: Double) throws {
    let drawn = values(initializer)
    let width = upper - lower
    let (least, most) = (try #require(drawn.min()), try #require(drawn.max()))
    #expect(least >= lower - 1e-7 && least < lower + 0.001 * width)
    #expect(most <= upper + 1e-7 && most > upper - 0.001 * width)
    #expect(abs(mean(drawn) - (lower + upper) / 2) < stray * width / 12.0.squareRoot())
    let deviation = moment(2, drawn.map { $0 - (lower + upper) / 2 }).squareRoot()
    #expect(abs(deviation / (width / 12.0.squareRoot()) - 1) < stray)
  }

  @Test(arguments: [(1, 1), (1, 7), (5, 5), (3, 20), (20, 3), (33, 17)])
  func `an orthogonal matrix has orthonormal rows or columns, times its gain`(_ rows: Int, _ columns: Int) {
    let gain: Float = 1.5
    let w = values(.orthogonal(rows: rows, columns: columns, gain: gain), count: rows * columns)
    let isWide = rows <= columns
    for i in 0..<min(rows, columns) {
      for j in 0..<min(rows, columns) {
        let product = (0..<max(rows, columns)).reduce(0.0) { sum, k in
          sum + (isWide ? w[i * columns + k] * w[j * columns + k] : w[k * columns + i] * w[k * columns + j])
        }
        #expect(abs(product - (i == j ? 2.25 : 0)) < 1e-6)
      }
    }
    let other = values(.orthogonal(rows: rows, columns: columns, gain: gain), count: rows * columns, seed: 2)
    #expect(w != other || rows * columns == 1)
  }

  @Test
  func `orthogonal matrices are spread evenly`() {
    // The first entry of an even 3x3 rotation or reflection is uniform in ±1, as Archimedes found.
    let entries = (0..<2000).map { values(.orthogonal(rows: 3, columns: 3, gain: 1), count: 9, seed: $0)[0] }
    #expect(abs(mean(entries)) < 0.065)
    #expect(abs(moment(2, entries) - 1 / 3.0) < 0.034)
    #expect(abs(Double(entries.count { abs($0) < 0.5 }) / 2000 - 0.5) < 0.056)
  }
}
