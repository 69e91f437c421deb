internal import Foundation

/// Round values along an axis, with their labels.
struct AxisTicks: Hashable {
  /// Ascending, within the axis.
  let values: [Double]
  /// The values as text, with as many digits as their distance needs: `0.005`, `1.5e-6`.
  let labels: [String]

  /// Chooses about `wanted` values from `low` to `high`, 1, 2 or 5 times a power of ten apart, at least 1 if they are
  /// `integers`.
  init(from low: Double, to high: Double, about wanted: Int, integers: Bool = false) {
    let raw = max((high - low) / Double(max(wanted, 1)), integers && high > low ? 1 : 0)
    guard raw > 0, raw.isFinite else {
      (values, labels) = ([low], Self.labels([low], apart: 1))
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
    labels = Self.labels(values, apart: step)
  }

  /// Chooses values from `low` to `high`, both above 0, for a logarithmic axis: powers of ten, with 2 and 5 times these
  /// between on a short axis.
  init(logarithmicFrom low: Double, to high: Double) {
    let (first, last) = (Int(floor(log10(low))), Int(ceil(log10(high))))
    let every = max(1, (last - first) / 8)
    let digits: [Double] = last - first > 3 ? [1] : [1, 2, 5]
    var ticks: [(value: Double, label: String)] = []
    for exponent in stride(from: first, through: last, by: every) {
      for digit in digits {
        let value = exponent < 0 ? digit / pow(10, Double(-exponent)) : digit * pow(10, Double(exponent))
        guard value >= low * (1 - 1e-9), value <= high * (1 + 1e-9) else { continue }
        let label =
          (-4...5).contains(exponent)
          ? String(format: "%.\(max(0, -exponent))f", value) : "\(Int(digit))e\(exponent)"
        ticks.append((value, label))
      }
    }
    // An axis within one such step is labelled like a linear one.
    guard ticks.count >= 2 else {
      let linear = AxisTicks(from: low, to: high, about: 4)
      (values, labels) = (linear.values, linear.labels)
      return
    }
    (values, labels) = (ticks.map(\.value), ticks.map(\.label))
  }

  private static func labels(_ values: [Double], apart step: Double) -> [String] {
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
