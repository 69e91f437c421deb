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
        print("\(progress.name) from \(progress.host), \(Figures.bytes(progress.total))")
        fflush(nil)
      }
    }
    guard isTerminal else { return }
    let share = progress.total > 0 ? min(1, Double(progress.bytes) / Double(progress.total)) : 0
    let elapsed = begin.duration(to: clock.now) / .seconds(1)
    let rate = elapsed > 0.2 ? Double(progress.bytes - first) / elapsed : 0
    var line =
      "\(progress.name)  \(Self.bar(share))  \(Figures.bytes(progress.bytes)) of \(Figures.bytes(progress.total))"
    if rate > 0 {
      let left = Double(max(0, progress.total - progress.bytes)) / rate
      line += "  \(Figures.bytes(Int(rate)))/s"
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

  private static func bar(_ share: Double) -> String {
    let full = Int((share * 24).rounded(.down))
    return "[" + String(repeating: "=", count: full) + String(repeating: " ", count: 24 - full) + "]"
  }
}
