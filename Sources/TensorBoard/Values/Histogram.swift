internal import Statistics

/// The distribution of many numbers: how many lie in each of some intervals.
public struct Histogram: Sendable, Equatable {
  /// An interval and the number of values in it.
  public struct Bucket: Sendable, Equatable {
    /// The lower end, inclusive.
    public let lower: Double
    /// The upper end, exclusive but for the last bucket.
    public let upper: Double
    /// The number of values.
    public let count: Int
  }

  /// The intervals from the lowest up, without gaps.
  public let buckets: [Bucket]
  /// The number of values that are infinite or NaN, which no bucket counts.
  public let nonFiniteCount: Int

  /// Counts `values` in `bucketCount` equal intervals from the minimum to the maximum, as TensorFlow 2 does.
  ///
  /// - Equal values give one interval of width 1 around them, no finite values an empty histogram.
  /// - `bucketCount` is at least 1; TensorBoard draws 30.
  public init(of values: [Float], bucketCount: Int = 30) {
    let (low, high, finite) = EqualIntervals.extent(of: values)
    nonFiniteCount = values.count - finite
    let (lower, upper) = (Double(low), Double(high))
    guard finite > 0, lower < upper else {
      buckets = finite == 0 ? [] : [Bucket(lower: lower - 0.5, upper: lower + 0.5, count: finite)]
      return
    }
    let last = max(bucketCount, 1) - 1
    let width = (upper - lower) / Double(last + 1)
    let counts = EqualIntervals.counts(of: values, from: lower, width: width, count: last + 1)
    buckets = counts.indices.map { index in
      Bucket(
        lower: lower + Double(index) * width, upper: index == last ? upper : lower + Double(index + 1) * width,
        count: counts[index])
    }
  }
}
