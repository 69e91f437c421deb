import Benchmarking
import Foundation
import Hourglass

/// A profile as a table, and the operations of each stage below it.
struct ProfileTable {
  private let lines: [ProfileLine]
  private let peaks: MachinePeaks

  init(_ lines: [ProfileLine], peaks: MachinePeaks) { (self.lines, self.peaks) = (lines, peaks) }

  /// The lines to print.
  var text: [String] {
    var table = Table([
      "", "stage", "ms", "time", "GFLOP/s", "of peak", "MB", "GB/s", "bound ms", "bound by", "idle", "tasks",
    ])
    for (index, line) in lines.enumerated() {
      table.add([
        "\(index + 1)", shortened(line.title), Figures.number(line.msPerStep), percent(line.share),
        number(line.gflopPerSecond, 1), percent(line.gflopPerSecond.map { $0 / peaks.gflopPerSecond }),
        number(line.mbPerStep, 2), number(line.gbPerSecond, 1), number(line.boundMs, 4), line.boundBy?.rawValue ?? "-",
        percent(line.idle), line.tasks.map(String.init) ?? "-",
      ])
    }
    let legend = lines.enumerated().filter { $0.element.operations.count > 1 }.flatMap { index, line in
      wrapped("\(index + 1): " + joined(line.operations))
    }
    return table.lines + (legend.isEmpty ? [] : [""] + legend)
  }

  private func shortened(_ title: String) -> String { title.count <= 64 ? title : title.prefix(63) + "…" }

  private func percent(_ part: Double?) -> String { part.map { "\(Int((100 * $0).rounded()))%" } ?? "-" }

  private func number(_ value: Double?, _ digits: Int) -> String {
    value.map { Figures.decimals($0, digits) } ?? "-"
  }

  /// Operations with a comma between, and how often each comes in a row.
  private func joined(_ operations: [String]) -> String {
    var runs: [(name: String, count: Int)] = []
    for name in operations {
      if runs.last?.name == name { runs[runs.count - 1].count += 1 } else { runs.append((name, 1)) }
    }
    return runs.map { $0.count > 1 ? "\($0.name) (\($0.count) times)" : $0.name }.joined(separator: ", ")
  }

  /// `text` in lines of at most 100 characters, the later ones indented.
  private func wrapped(_ text: String) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      let line = lines[lines.count - 1]
      if line.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if line.count + 1 + word.count <= 100 {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append("   \(word)")
      }
    }
    return lines
  }
}
