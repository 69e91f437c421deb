import Statistics
import Testing

/// Components by scikit-learn.
private struct ComponentGoldens: Decodable {
  struct Case: Decodable {
    let samples: [Float]
    let size: Int
    let mean, directions, variances, ratios, codes, reconstruction, covariance: [Double]
  }
  let cases: [Case]
}

@Suite struct PrincipalComponentTests {
  @Test func `components are those of scikit-learn, of more samples than values and of fewer`() throws {
    let goldens: ComponentGoldens = try golden("components")
    #expect(goldens.cases.contains { $0.samples.count < $0.size * $0.size })
    for golden in goldens.cases {
      let count = golden.variances.count
      let found = try PrincipalComponents(of: golden.samples, size: golden.size, count: count)
      #expect(distance(found.mean, golden.mean) < 1e-6)
      #expect(distance(found.directions, golden.directions) < 1e-5)
      #expect(distance(found.variances, golden.variances) < 1e-6)
      #expect(distance(found.explainedVarianceRatios, golden.ratios) < 1e-6)
      let codes = found.codes(of: golden.samples)
      #expect(distance(codes, golden.codes) < 1e-5)
      #expect(distance(found.samples(of: codes), golden.reconstruction) < 1e-5)
    }
  }

  @Test func `batches of any length give the covariance`() throws {
    let goldens: ComponentGoldens = try golden("components")
    for golden in goldens.cases {
      var covariance = try Covariance(size: golden.size)
      let rows = golden.samples.count / golden.size
      for (first, last) in [(0, 1), (1, 4), (4, 4), (4, rows)] {
        covariance.add(Array(golden.samples[first * golden.size..<last * golden.size]))
      }
      #expect(covariance.count == rows)
      #expect(distance(covariance.mean, golden.mean) < 1e-9)
      #expect(distance(covariance.matrix(divisor: Double(rows - 1)), golden.covariance) < 1e-9)
    }
  }

  @Test func `a mean far from 0 costs no precision`() throws {
    let samples = (0..<600 * 300).map { 1000 + Float(goldenUniform(stream: 7, $0)) }
    let covariance = try Covariance(of: samples, size: 300)
    let mean = covariance.mean
    let matrix = covariance.matrix()
    for (i, j) in [(0, 0), (299, 0), (0, 299), (270, 260), (280, 280)] {
      let direct = (0..<600).reduce(0.0) {
        $0 + (Double(samples[$1 * 300 + i]) - mean[i]) * (Double(samples[$1 * 300 + j]) - mean[j])
      }
      #expect(abs(matrix[i * 300 + j] - direct / 600) < 1e-12)
    }
  }

  @Test func `all components of few samples are orthonormal, and reconstruct them`() throws {
    // Five samples span four dimensions: the fifth direction is any other.
    let samples = (0..<5 * 40).map { Float(goldenUniform(stream: 8, $0)) }
    let found = try PrincipalComponents(of: samples, size: 40, count: 5)
    for i in 0..<5 {
      for j in 0..<5 {
        let dot = (0..<40).reduce(0.0) {
          $0 + Double(found.directions[i * 40 + $1]) * Double(found.directions[j * 40 + $1])
        }
        #expect(abs(dot - (i == j ? 1 : 0)) < 1e-6)
      }
    }
    #expect(found.variances[4] < 1e-9)
    #expect(distance(found.samples(of: found.codes(of: samples)), samples.map(Double.init)) < 1e-5)
  }

  @Test func `samples of very many values, which are centred piece by piece, have their directions`() throws {
    let (samples, size) = (64, 70_000)
    // Two orthogonal patterns, on even and on odd places, with orthogonal signs.
    var patterns = [[Float]](repeating: [Float](repeating: 0, count: size), count: 2)
    for place in 0..<size { patterns[place % 2][place] = Float(1 + place % 7 + place % 2) }
    var rows = [Float](repeating: 3, count: samples * size)
    for row in 0..<samples {
      let signs: [Float] = [row % 2 == 0 ? 1 : -1, row % 4 < 2 ? 1 : -1]
      for place in 0..<size { rows[row * size + place] += signs[place % 2] * patterns[place % 2][place] }
    }
    let found = try PrincipalComponents(of: rows, size: size, count: 2)
    let lengths = patterns.map { $0.map(Double.init).reduce(0) { $0 + $1 * $1 } }
    for (row, half) in [1, 0].enumerated() {
      #expect(abs(found.variances[row] / lengths[half] - 1) < 1e-12)
      let unit = Float(1 / lengths[half].squareRoot())
      let direction = found.directions[row * size..<(row + 1) * size]
      #expect(zip(direction, patterns[half]).allSatisfy { abs($0 - $1 * unit) < 2e-9 })
    }
    #expect(abs(found.totalVariance / (lengths[0] + lengths[1]) - 1) < 1e-12)
  }

  @Test func `equal pieces of many samples have equal codes, however many threads work on them`() throws {
    let (rows, size, pieces) = (256, 8, 3000)
    let piece = (0..<rows * size).map { Float(goldenUniform(stream: 13, $0)) }
    let found = try PrincipalComponents(of: piece, size: size, count: size)
    let expected = found.codes(of: piece)
    let codes = found.codes(of: [Float]((0..<pieces).map { _ in piece }.joined()))
    #expect((0..<pieces).allSatisfy { codes[$0 * expected.count..<($0 + 1) * expected.count] == expected[...] })
  }

  @Test func `what has no components is refused`() throws {
    func code(_ body: @autoclosure () throws -> PrincipalComponents) -> StatisticsError.Code? {
      #expect(throws: StatisticsError.self) { try body() }?.code
    }
    #expect(code(try PrincipalComponents(of: [1, 2, 3, 4, 5, 6], size: 2, count: 3)) == .tooFewSamples)
    #expect(code(try PrincipalComponents(of: [], size: 2, count: 1)) == .tooFewSamples)
    #expect(code(try PrincipalComponents(of: [1, 2, .nan, 4], size: 2, count: 1)) == .notFinite)
    let error = #expect(throws: StatisticsError.self) { try Covariance(size: 10_000_000) }
    #expect(error?.code == .memory)
  }
}
