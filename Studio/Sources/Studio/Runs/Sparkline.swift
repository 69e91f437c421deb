import Foundation
import Hourglass

/// A small curve, drawn on the server: the points of a polyline in a box of 90 by 22.
enum Sparkline {
  /// The points of `values`, with a logarithmic height where all are positive; nil for fewer than two.
  static func points(_ values: [Double], limit: Int = 40) -> String? {
    let known = values.filter(\.isFinite)
    guard known.count > 1 else { return nil }
    let picked = known.indices.evenlySpread(atMost: limit).map { known[$0] }
    let heights = picked.allSatisfy { $0 > 0 } ? picked.map { log($0) } : picked
    let (low, high) = (heights.min() ?? 0, heights.max() ?? 0)
    let room = high - low
    return heights.enumerated().map { place, height in
      let x = 1 + 88 * Double(place) / Double(heights.count - 1)
      let y = room > 0 ? 20.5 - 19 * (height - low) / room : 11
      return "\(tenths(x)),\(tenths(y))"
    }.joined(separator: " ")
  }

  private static func tenths(_ value: Double) -> String {
    let whole = Int((value * 10).rounded())
    return whole.isMultiple(of: 10) ? "\(whole / 10)" : "\(whole / 10).\(whole % 10)"
  }
}
