import Hourglass

/// Shows how far an import is, on a terminal.
final class ImportPrinter {
  private let isTerminal: Bool
  private let clock = ContinuousClock()
  private let begin = ContinuousClock().now
  /// Images that were there before.
  private var first: Int?
  private var lastDrawn: ContinuousClock.Instant?

  init(isTerminal: Bool = Console.isTerminal) { self.isTerminal = isTerminal }

  func show(_ progress: ImportJob.Progress) {
    let first = first ?? progress.done
    self.first = first
    let now = clock.now
    guard isTerminal, lastDrawn.map({ (now - $0).seconds >= 0.1 }) ?? true else { return }
    lastDrawn = now
    var line = "\(progress.part) \(Figures.count(progress.done))/\(Figures.count(progress.total)) images"
    let rate = Double(progress.done - first) / max((now - begin).seconds, 1e-9)
    if rate > 0 {
      line += ", \(Figures.speed(rate)) images/s"
      line += ", ETA \(Figures.duration(Double(progress.total - progress.done) / rate))"
    }
    if progress.bad > 0 { line += ", \(Figures.count(progress.bad)) bad" }
    Console.draw("\r\u{1B}[2K\(line.prefix(Console.width - 1))")
  }

  /// Clears the line that was drawn on.
  func end() {
    if lastDrawn != nil { Console.draw("\r\u{1B}[2K") }
    lastDrawn = nil
  }
}
