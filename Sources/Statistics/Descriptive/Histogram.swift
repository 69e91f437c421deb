internal import Diagnostics

/// Counts of values in bins of equal width, as `numpy.histogram`.
public struct Histogram: Sendable, Hashable {
  /// The number of values in each bin.
  ///
  /// A bin holds its lower edge; the last bin holds its upper one as well.
  public let counts: [Int]
  /// The range of the bins.
  public let range: ClosedRange<Float>
  /// The number of finite values outside the range.
  public let outside: Int
  /// The number of values that are not finite.
  public let notFinite: Int

  /// Counts values.
  ///
  /// - Parameters:
  ///   - values: Any numbers; those that are not finite are counted apart.
  ///   - bins: The number of bins, at least 1.
  ///   - range: The range of the bins; by default that of the finite values. A range without width is widened by 0.5 on
  ///     both sides.
  public init(of values: [Float], bins: Int, range: ClosedRange<Float>? = nil) {
    require(bins > 0, "a histogram of \(bins) bins")
    var (low, high) = (range?.lowerBound ?? .infinity, range?.upperBound ?? -.infinity)
    if range == nil {
      for value in values where value.isFinite { (low, high) = (min(low, value), max(high, value)) }
      if low > high { (low, high) = (0, 1) }
    }
    if low == high { (low, high) = (low - 0.5, high + 0.5) }
    self.range = low...high
    var counts = [Int](repeating: 0, count: bins)
    var (outside, notFinite) = (0, 0)
    let (first, factor) = (Double(low), Double(bins) / (Double(high) - Double(low)))
    for value in values {
      if !value.isFinite {
        notFinite += 1
      } else if value < low || value > high {
        outside += 1
      } else {
        counts[min(bins - 1, Int((Double(value) - first) * factor))] += 1
      }
    }
    (self.counts, self.outside, self.notFinite) = (counts, outside, notFinite)
  }
}
