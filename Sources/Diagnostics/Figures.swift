import Foundation

/// Numbers as people read them: one form for tables, messages and pages.
public enum Figures {
  /// The text where there is no value.
  public static let nothing = "–"

  /// A count with its thousands apart: `55,000`.
  public static func count(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    groups.insert(digits, at: 0)
    return (value < 0 ? "-" : "") + groups.joined(separator: ",")
  }

  /// A count with its noun: `1 image`, `55,000 images`.
  ///
  /// - Parameters:
  ///   - value: The count.
  ///   - noun: The noun of one.
  ///   - plural: The noun of several; by default `noun` with an `s`.
  public static func count(_ value: Int, _ noun: String, plural: String? = nil) -> String {
    "\(count(value)) \(value == 1 ? noun : plural ?? noun + "s")"
  }

  /// Names in one line: `a, b, c`, or the first `limit` and how many more there are.
  public static func list(_ names: [String], limit: Int = 8, separator: String = ", ") -> String {
    let shown = names.prefix(limit).joined(separator: separator)
    return names.count <= limit ? shown : "\(shown)\(separator)and \(count(names.count - limit)) more"
  }

  /// Four significant digits: `0.002164`, `21.34`, `1.050e-06`.
  public static func number(_ value: Double) -> String {
    guard value.isFinite, value == 0 || (1e-4..<1e6).contains(abs(value)) else { return String(format: "%.3e", value) }
    let exponent = value == 0 ? 0 : Int(floor(log10(abs(value))))
    return decimals(value, max(0, 3 - exponent))
  }

  /// A number with `digits` digits after the point: `0.2860`.
  public static func decimals(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

  /// A number per second: an integer for 0 and from 100, four significant digits between.
  public static func speed(_ value: Double) -> String {
    value == 0 || (100..<1e15).contains(value) ? count(Int(value.rounded())) : number(value)
  }

  /// A duration in its two largest units: `53 ms`, `4.2 s`, `3 min 20 s`, `1 h 05 min`.
  ///
  /// - Parameter seconds: The duration, from 0; ``nothing`` is returned for a number that is not finite.
  public static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite else { return nothing }
    if seconds < 0.00995 { return "\(decimals(seconds * 1e3, 1)) ms" }
    if seconds < 0.9995 { return "\(decimals(seconds * 1e3, 0)) ms" }
    if seconds < 59.95 { return "\(decimals(seconds, 1)) s" }
    let whole = Int(min(seconds, 1e15).rounded())
    if whole < 3600 { return "\(whole / 60) min \(twoDigits(whole % 60)) s" }
    return "\(whole / 3600) h \(twoDigits(whole % 3600 / 60)) min"
  }

  /// A size in decimal units: `512 B`, `28.9 kB`, `9.9 MB`, `137 GB`.
  public static func bytes(_ bytes: Int) -> String { self.bytes(Double(bytes)) }

  /// The same for a size that an integer may not hold.
  public static func bytes(_ bytes: Double) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"]
    var value = bytes
    var unit = 0
    while value >= 999.5, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    return "\(decimals(value, unit > 0 && value < 99.95 ? 1 : 0)) \(units[unit])"
  }

  private static func twoDigits(_ value: Int) -> String { String(format: "%02ld", value) }
}
