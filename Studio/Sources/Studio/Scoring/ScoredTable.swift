import Foundation
import Synchronization

/// The scores of images in the orders that people look at: from the best to the worst by any metric.
final class ScoredTable: Sendable {
  let columns: ScoreColumns
  let metrics: [ScoreMetric]
  private let orders = Mutex<[Int: [Int32]]>([:])

  /// A table of these columns, one for each metric.
  init(_ columns: ScoreColumns, metrics: [ScoreMetric]) { (self.columns, self.metrics) = (columns, metrics) }

  /// The values of a metric; nil where it is not measured.
  func values(_ metric: ScoreMetric) -> [Float]? { metrics.firstIndex(of: metric).map { columns.values[$0] } }

  /// The places of all images from the best to the worst by a metric; those with a score that is not a number are the worst.
  ///
  /// Images with equal scores are in their own order.
  func order(_ metric: ScoreMetric) -> [Int32] {
    guard let column = metrics.firstIndex(of: metric) else { return [] }
    if let known = orders.withLock({ $0[column] }) { return known }
    let isReversed = metric.isLargerBetter
    var keys = columns.values[column].enumerated().map { place, value in
      UInt64(Self.key(value, isReversed)) << 32 | UInt64(place)
    }
    keys.sort()
    let order = keys.map { Int32(truncatingIfNeeded: $0) }
    orders.withLock { $0[column] = order }
    return order
  }

  /// Ascends from good to bad values.
  private static func key(_ value: Float, _ isReversed: Bool) -> UInt32 {
    guard !value.isNaN else { return .max }
    // Positive floats ascend with their bits, negative ones descend.
    let bits = value.bitPattern
    let ascending = bits >> 31 == 1 ? ~bits : bits | 1 << 31
    return isReversed ? .max - 1 - ascending : ascending
  }
}
