/// The number, mean, deviation and range of values.
public struct Summary: Sendable, Hashable {
  /// The number of values.
  public let count: Int
  /// The mean; NaN without values.
  public let mean: Double
  /// The standard deviation, the sum divided by the number of values; NaN without values.
  public let deviation: Double
  /// The minimum; infinite without values.
  public let minimum: Float
  /// The maximum; -infinite without values.
  public let maximum: Float

  /// Summarizes values; a value that is not a number makes mean and deviation so.
  public init(of values: [Float]) {
    var (sum, squares) = (0.0, 0.0)
    var (minimum, maximum) = (Float.infinity, -Float.infinity)
    for value in values {
      sum += Double(value)
      minimum = min(minimum, value)
      maximum = max(maximum, value)
    }
    let mean = sum / Double(values.count)
    for value in values {
      let difference = Double(value) - mean
      squares += difference * difference
    }
    count = values.count
    self.mean = mean
    deviation = (squares / Double(values.count)).squareRoot()
    (self.minimum, self.maximum) = (minimum, maximum)
  }
}

/// The quantiles of values: linear between the two nearest, as `numpy.quantile`.
///
/// - Parameters:
///   - values: At least one, in any order.
///   - shares: The share of values below each quantile, 0 to 1.
public func quantiles(of values: [Float], _ shares: [Double]) -> [Double] {
  let ordered = values.sorted()
  guard let last = ordered.indices.last else { return shares.map { _ in .nan } }
  return shares.map { share in
    let place = min(max(share, 0), 1) * Double(last)
    let below = Int(place)
    let (low, high) = (Double(ordered[below]), Double(ordered[min(below + 1, last)]))
    return low + (high - low) * (place - Double(below))
  }
}
