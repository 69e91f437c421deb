import Foundation

/// Numbers as reports show them.
package enum MetricText {
  /// Four significant digits: `0.002164`, `1.050e-06`.
  package static func significant(_ value: Double?) -> String {
    guard let value else { return "–" }
    guard value.isFinite, value == 0 || (1e-4..<1e6).contains(abs(value)) else { return String(format: "%.3e", value) }
    let exponent = value == 0 ? 0 : Int(floor(log10(abs(value))))
    return String(format: "%.\(max(0, 3 - exponent))f", value)
  }

  /// A number with this many digits after the point.
  package static func decimals(_ value: Double?, _ digits: Int) -> String {
    value.map { String(format: "%.\(digits)f", $0) } ?? "–"
  }

  /// `mean ± deviation`, with the deviation of a sample (n - 1); the number alone for one value.
  package static func spread(_ values: [Double], _ text: (Double?) -> String) -> String {
    guard !values.isEmpty else { return "–" }
    let mean = values.reduce(0, +) / Double(values.count)
    guard values.count > 1 else { return text(mean) }
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    return "\(text(mean)) ± \(text(variance.squareRoot()))"
  }
}
