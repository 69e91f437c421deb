import Diagnostics

/// Numbers of reports, some of which were not measured.
package enum MetricText {
  /// Four significant digits: `0.002164`, `1.050e-06`; `–` for nil.
  package static func significant(_ value: Double?) -> String { value.map(Figures.number) ?? Figures.nothing }

  /// A number with this many digits after the point; `–` for nil.
  package static func decimals(_ value: Double?, _ digits: Int) -> String {
    value.map { Figures.decimals($0, digits) } ?? Figures.nothing
  }

  /// `mean ± deviation`, with the deviation of a sample (n - 1); the number alone for one value.
  package static func spread(_ values: [Double], _ text: (Double?) -> String) -> String {
    guard !values.isEmpty else { return Figures.nothing }
    let mean = values.reduce(0, +) / Double(values.count)
    guard values.count > 1 else { return text(mean) }
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    return "\(text(mean)) ± \(text(variance.squareRoot()))"
  }
}
