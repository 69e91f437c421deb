/// Counts of numbers in intervals of equal width.
package enum EqualIntervals {
  /// The minimum, the maximum and the number of the finite numbers.
  package static func extent(of values: [Float]) -> (low: Float, high: Float, count: Int) {
    var (low, high, count) = (Float.infinity, -Float.infinity, 0)
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
      count += 1
    }
    return (low, high, count)
  }

  /// The number of finite values in each of `count` intervals of this width from `lower` on; larger ones count in the last.
  package static func counts(of values: [Float], from lower: Double, width: Double, count: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: count)
    for value in values where value.isFinite { counts[min(Int((Double(value) - lower) / width), count - 1)] += 1 }
    return counts
  }
}
