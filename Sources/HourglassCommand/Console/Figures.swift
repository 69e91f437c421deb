import Foundation
import Hourglass

/// Numbers as they are shown.
enum Figures {
  /// An error or a loss: four significant digits, `0.002164`, `1.050e-06`.
  static func error(_ value: Double) -> String {
    !value.isFinite || value != 0 && (abs(value) < 1e-4 || abs(value) >= 1e6)
      ? String(format: "%.3e", value) : String(format: "%.\(max(0, 3 - exponent(value)))f", value)
  }

  /// A published number as it was printed: `0.00216`, `2180`.
  static func short(_ value: Double) -> String { String(format: "%g", value) }

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

  /// `53 ms`, `4.2 s`, `3 min 20 s`, `1 h 05 min`.
  static func duration(_ seconds: Double) -> String {
    if seconds < 0.00995 { return String(format: "%.1f ms", seconds * 1e3) }
    if seconds < 0.9995 { return String(format: "%.0f ms", seconds * 1e3) }
    if seconds < 59.95 { return String(format: "%.1f s", seconds) }
    let whole = Int(seconds.rounded())
    if whole < 3600 { return "\(whole / 60) min \(String(format: "%02d", whole % 60)) s" }
    return "\(whole / 3600) h \(String(format: "%02d", whole % 3600 / 60)) min"
  }

  static func decibels(_ value: Double) -> String { String(format: "%.2f", value) }

  /// A number with this many digits after the point: `0.2860`.
  static func decimals(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

  private static func exponent(_ value: Double) -> Int {
    value == 0 ? 0 : Int(floor(log10(abs(value))))
  }

  /// The metrics of `parts` as a table.
  ///
  /// - Parameters:
  ///   - parts: The parts of the data with their metrics.
  ///   - lossName: The name of the loss.
  ///   - draws: The draws of noise for each image that the loss is a mean of; 0 for a loss without noise.
  static func table(_ parts: [(name: String, evaluation: Evaluation)], lossName: String, draws: Int) -> Table {
    let loss = draws > 0 ? "\(lossName), mean of \(draws) draws" : lossName
    let code = draws > 0 ? ", mean code" : ""
    var table = Table([
      "", "loss (\(loss))", "mse\(code)", "mse01", "sse", draws > 0 ? "psnr (dB\(code))" : "psnr (dB)",
    ])
    for (name, evaluation) in parts {
      table.add([
        name, error(evaluation.loss), error(evaluation.mse), error(evaluation.mse01), error(evaluation.sse),
        decibels(evaluation.psnr),
      ])
    }
    return table
  }
}
