import Foundation
import Hourglass

/// Shows the progress of a download: a bar on a terminal, a line for each file elsewhere.
final class DownloadPrinter {
  private let isTerminal: Bool
  private let clock = ContinuousClock()
  private var name: String?
  private var host: String?
  private var begin = ContinuousClock().now
  /// What was there when the file began.
  private var first = 0
  /// Whether the cursor stands at the end of a line that was drawn.
  private var isLineOpen = false

  init(isTerminal: Bool = Console.isTerminal) { self.isTerminal = isTerminal }

  func show(_ progress: DownloadProgress) {
    if progress.name != name || progress.host != host {
      end()
      (name, host, first, begin) = (progress.name, progress.host, progress.bytes, clock.now)
      if !isTerminal {
        print("\(progress.name) from \(progress.host), \(Self.size(progress.total))")
        fflush(nil)
      }
    }
    guard isTerminal else { return }
    let share = progress.total > 0 ? min(1, Double(progress.bytes) / Double(progress.total)) : 0
    let elapsed = begin.duration(to: clock.now) / .seconds(1)
    let rate = elapsed > 0.2 ? Double(progress.bytes - first) / elapsed : 0
    var line = "\(progress.name)  \(Self.bar(share))  \(Self.size(progress.bytes)) of \(Self.size(progress.total))"
    if rate > 0 {
      let left = Double(max(0, progress.total - progress.bytes)) / rate
      line += "  \(Self.size(Int(rate)))/s"
      if left >= 1 { line += ", \(Figures.duration(left)) left" }
    }
    Console.draw("\r\u{1B}[K\(line.prefix(max(10, Console.width - 1)))")
    isLineOpen = true
  }

  /// Ends the line that the bar is drawn on.
  func end() {
    if isLineOpen { print("") }
    isLineOpen = false
    fflush(nil)
  }

  /// `28.9 kB`, `9.9 MB`: decimal units.
  static func size(_ bytes: Int) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"]
    var value = Double(bytes)
    var unit = 0
    while value >= 999.5, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    return unit == 0 ? "\(bytes) B" : String(format: value < 99.95 ? "%.1f %@" : "%.0f %@", value, units[unit])
  }

  private static func bar(_ share: Double) -> String {
    let full = Int((share * 24).rounded(.down))
    return "[" + String(repeating: "=", count: full) + String(repeating: " ", count: 24 - full) + "]"
  }
}
