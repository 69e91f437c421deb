import Foundation

/// Numbers as pages show them, as the command line prints them.
enum Figures {
  /// Thousands apart: `55,000`.
  static func count(_ value: Int) -> String {
    var digits = String(abs(value))
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    groups.insert(digits, at: 0)
    return (value < 0 ? "-" : "") + groups.joined(separator: ",")
  }

  /// A count with its noun: `1 image`, `55,000 images`.
  static func count(_ value: Int, _ noun: String, plural: String? = nil) -> String {
    "\(count(value)) \(value == 1 ? noun : plural ?? noun + "s")"
  }

  /// Four significant digits: `0.002164`, `1.050e-06`.
  static func number(_ value: Double) -> String {
    guard value.isFinite, value == 0 || abs(value) >= 1e-4 && abs(value) < 1e6 else {
      return String(format: "%.3e", value)
    }
    let exponent = value == 0 ? 0 : Int(floor(log10(abs(value))))
    return String(format: "%.\(max(0, 3 - exponent))f", value)
  }

  /// With this many digits after the point: `0.2860`.
  static func decimals(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

  /// `53 ms`, `4.2 s`, `3 min 20 s`, `1 h 05 min`.
  static func duration(_ seconds: Double) -> String {
    if seconds < 0.00995 { return String(format: "%.1f ms", seconds * 1e3) }
    if seconds < 0.9995 { return String(format: "%.0f ms", seconds * 1e3) }
    if seconds < 59.95 { return String(format: "%.1f s", seconds) }
    let whole = Int(seconds.rounded())
    if whole < 3600 { return "\(whole / 60) min \(String(format: "%02d", whole % 60)) s" }
    return "\(whole / 3600) h \(String(format: "%02d", whole % 3600 / 60)) min"
  }

  /// `28.9 kB`, `9.9 MB`: decimal units.
  static func bytes(_ bytes: Int) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"]
    var value = Double(bytes)
    var unit = 0
    while value >= 999.5, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    return unit == 0 ? "\(bytes) B" : String(format: value < 99.95 ? "%.1f %@" : "%.0f %@", value, units[unit])
  }
}
