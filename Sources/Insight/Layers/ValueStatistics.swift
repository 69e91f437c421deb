import Statistics

/// The distribution of a tensor's elements.
public struct ValueStatistics: Codable, Hashable, Sendable {
  /// The number of elements.
  public var count: Int
  /// The mean and the standard deviation (divided by the count).
  public var mean, deviation: Double
  /// The minimum and the maximum.
  public var minimum, maximum: Float
  /// The share of elements that are 0.
  public var zeros: Double
  /// The elements in each of 20 bins of equal width from the minimum to the maximum.
  public var histogram: [Int]

  /// Describes `values`, at least one.
  public init(of values: [Float]) {
    let summary = Summary(of: values)
    (count, mean, deviation) = (summary.count, summary.mean, summary.deviation)
    (minimum, maximum) = (summary.minimum, summary.maximum)
    zeros = Double(values.count { $0 == 0 }) / Double(max(values.count, 1))
    histogram = Histogram(of: values, bins: 20).counts
  }
}
