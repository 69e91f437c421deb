import Diagnostics
import TensorBoard
import Testing

/// Histograms, images and tables.
@Suite struct EventValueTests {
  @Test func `equal intervals reach from the minimum to the maximum and count every value`() {
    let values = (0..<1000).map { Float($0) / 10 - 30 }
    let histogram = Histogram(of: values.shuffled())
    #expect(histogram.buckets.count == 30)
    #expect(histogram.buckets.first?.lower == -30)
    #expect(histogram.buckets.last?.upper == Double(values.last!))
    #expect(histogram.buckets.reduce(0) { $0 + $1.count } == 1000)
    for bucket in histogram.buckets { #expect(abs(bucket.count - 33) <= 1) }
    for (bucket, next) in zip(histogram.buckets, histogram.buckets.dropFirst()) { #expect(bucket.upper == next.lower) }
  }

  @Test func `values at the ends of intervals belong to the upper one, the maximum to the last`() {
    let histogram = Histogram(of: [0, 1, 2, 3, 4], bucketCount: 4)
    #expect(histogram.buckets.map(\.count) == [1, 1, 1, 2])
  }

  @Test func `equal values are in one interval of width 1`() {
    let buckets = Histogram(of: [2, 2, 2]).buckets
    #expect(buckets.map(\.lower) == [1.5])
    #expect(buckets.map(\.upper) == [2.5])
    #expect(buckets.map(\.count) == [3])
  }

  @Test func `values that are not finite are counted apart`() {
    let histogram = Histogram(of: [.nan, 1, .infinity, 3, -.infinity], bucketCount: 2)
    #expect(histogram.nonFiniteCount == 3)
    #expect(histogram.buckets.map(\.count) == [1, 1])
    #expect(Histogram(of: [.nan]).buckets.isEmpty)
    #expect(Histogram(of: []).buckets.isEmpty)
  }

  @Test func `the largest floats have a histogram`() {
    let largest = Float.greatestFiniteMagnitude
    let histogram = Histogram(of: [-largest, largest, 0], bucketCount: 2)
    #expect(histogram.buckets.map(\.count) == [1, 2])
    let smallest = Histogram(of: [0, .leastNonzeroMagnitude], bucketCount: 30)
    #expect(smallest.buckets.reduce(0) { $0 + $1.count } == 2)
  }

  @Test func `an image has the size of its header`() throws {
    let image = try PNGImage(smallPNG)
    #expect((image.width, image.height) == (3, 2))
  }

  @Test(arguments: [0, 7, 32])
  func `the beginning of a PNG file alone is not an image`(_ count: Int) {
    #expect(throws: PNGImageError.self) { try PNGImage(Array(smallPNG.prefix(count))) }
  }

  @Test func `other bytes, and an image without pixels, are not images`() {
    var empty = smallPNG
    empty[19] = 0
    #expect(throws: PNGImageError.self) { try PNGImage(empty) }
    #expect(throws: PNGImageError.self) { try PNGImage([UInt8](repeating: 0xFF, count: 100)) }
  }

  @Test func `settings are a table in which nothing is markup`() {
    #expect(
      EventValue.settings([("a_b", "x|y"), ("`c`", "1\n2"), ("", "*")])
        == .text(
          "| setting | value |\n| --- | --- |\n| `a_b` | `x|y` |\n| `` `c` `` | `1 2` |\n|  | `*` |\n"))
  }
}
