import Foundation
import Statistics
import Testing

/// Descriptive statistics by NumPy and SciPy.
private struct Descriptive: Decodable {
  let values: [Float]
  let mean, deviation: Double
  let shares, quantiles: [Double]
  let counts: [Int]
  let countsInRange: [Int]
  let logSumExp: Double
}

@Suite struct DescriptiveTests {
  @Test func `mean, deviation, quantiles and histograms are those of NumPy`() throws {
    let golden: Descriptive = try golden("descriptive")
    let summary = Summary(of: golden.values)
    #expect(summary.count == 101)
    #expect(distance([summary.mean, summary.deviation], [golden.mean, golden.deviation]) < 1e-9)
    #expect(summary.minimum == golden.values.min() && summary.maximum == golden.values.max())
    #expect(distance(quantiles(of: golden.values, golden.shares), golden.quantiles) < 1e-9)
    let histogram = Histogram(of: golden.values, bins: 20)
    #expect(histogram.counts == golden.counts)
    #expect(histogram.range == (golden.values.min() ?? 0)...(golden.values.max() ?? 0))
    let part = Histogram(of: golden.values, bins: 7, range: -1...4)
    #expect(part.counts == golden.countsInRange)
    #expect(part.counts.reduce(0, +) + part.outside == 101)
  }

  @Test func `a histogram counts apart what is not finite, and has a width for equal values`() {
    let odd = Histogram(of: [1, .nan, 2, .infinity, -.infinity], bins: 2)
    #expect(odd.counts == [1, 1] && odd.notFinite == 3 && odd.outside == 0)
    let equal = Histogram(of: [3, 3, 3], bins: 3)
    #expect(equal.counts == [0, 3, 0] && equal.range == 2.5...3.5)
    #expect(Histogram(of: [], bins: 4).counts == [0, 0, 0, 0])
  }

  @Test func `log-sum-exp is that of its formula, without overflow`() throws {
    let golden: Descriptive = try golden("descriptive")
    #expect(distance([logSumExp(golden.values.map(Double.init))], [golden.logSumExp]) < 1e-9)
    #expect(logSumExp([1000, 1000]) == 1000 + log(2.0))
    #expect(logSumExp([]) == -.infinity && logSumExp([-.infinity, -.infinity]) == -.infinity)
  }

  @Test func `standardized samples have mean 0 and deviation 1, constant values 0`() {
    let samples: [Float] = (0..<500).flatMap { i -> [Float] in
      [100 + Float(goldenUniform(stream: 9, i)), 7, Float(i)]
    }
    let standardized = Standardization(of: samples, size: 3).standardized(samples)
    for i in [0, 2] {
      let column = Summary(of: (0..<500).map { standardized[3 * $0 + i] })
      #expect(abs(column.mean) < 1e-6 && abs(column.deviation - 1) < 1e-6)
    }
    #expect((0..<500).allSatisfy { standardized[3 * $0 + 1] == 0 })
  }
}
