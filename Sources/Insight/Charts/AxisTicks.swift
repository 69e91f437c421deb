internal import Foundation

/// Round values along an axis, with their labels.
struct AxisTicks: Hashable {
  /// Ascending, within the axis.
  let values: [Double]
  private let step: Double

  /// Chooses about `wanted` values from `low` to `high`, 1, 2 or 5 times a power of ten apart.
  init(from low: Double, to high: Double, about wanted: Int) {
    let raw = (high - low) / Double(max(wanted, 1))
    guard raw > 0, raw.isFinite else {
      (values, step) = ([low], 1)
      return
    }
    let power = pow(10, floor(log10(raw)))
    let digit = [1, 2, 5, 10].first { $0 * power >= raw * 0.999 } ?? 10
    let step = digit * power
    let first = Int((low / step - 1e-9).rounded(.up))
    let last = Int((high / step + 1e-9).rounded(.down))
    // Multiples of a power of ten below 1 are not exact, their quotients by its inverse are.
    let inverse = (1 / power).rounded()
    values =
      first > last ? [low] : (first...last).map { power < 1 ? Double($0) * digit / inverse : Double($0) * step }
    self.step = step
  }

  /// The values as text, with as many digits as their distance needs: `0.005`, `1.5e-6`.
  var labels: [String] {
    let largest = values.map { abs($0) }.max() ?? 0
    let digits = Int(floor(log10(step) + 1e-9))
    return values.map { value in
      if value == 0 { return "0" }
      if largest < 1e6, digits >= -4 { return String(format: "%.\(max(0, -digits))f", value) }
      let exponent = Int(floor(log10(abs(value)) + 1e-9))
      return String(format: "%.\(max(0, exponent - digits))fe\(exponent)", value / pow(10, Double(exponent)))
    }
  }
}
