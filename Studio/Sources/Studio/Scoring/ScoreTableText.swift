import Foundation

/// Rows of a table as CSV (RFC 4180).
enum ScoreTableText {
  /// The first row.
  static func header(_ metrics: [ScoreMetric], hasClasses: Bool) -> String {
    row(["image", "title"] + (hasClasses ? ["class", "class_name"] : []) + metrics.map(\.rawValue))
  }

  /// A row of these fields, with its end.
  static func row(_ fields: [String]) -> String { fields.map(field).joined(separator: ",") + "\r\n" }

  /// `text` as a field, in quotes where it needs them.
  private static func field(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  /// The field with this number, from 0, of the row that `bytes` begin with; nil where they end before it does.
  static func field(_ wanted: Int, of bytes: Data) -> String? {
    var (number, text): (Int, [UInt8]) = (0, [])
    // A quote within quotes ends them, unless another one follows: both are one then.
    var (isQuoted, hasEnded) = (false, false)
    for byte in bytes {
      switch byte {
      case 0x22:
        if hasEnded, !isQuoted { text.append(byte) }
        if isQuoted { hasEnded = true }
        isQuoted.toggle()
      case 0x2C where !isQuoted, 0x0D where !isQuoted:
        if number == wanted { return String(decoding: text, as: UTF8.self) }
        guard byte == 0x2C else { return nil }
        (number, text, hasEnded) = (number + 1, [], false)
      default: text.append(byte)
      }
    }
    return nil
  }
}
