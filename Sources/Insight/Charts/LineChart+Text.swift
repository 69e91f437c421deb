internal import Diagnostics

extension LineChart {
  /// The marks of the lines, in order.
  private static let marks: [Character] = ["*", "o", "x", "#", "@", "%", "&", "$"]

  /// The chart as lines of text, `width` x `height` characters including axes, at least 24 x 6; each name of the legend is
  /// another line.
  public func text(width: Int = 72, height: Int = 18) -> String {
    require(width >= 24 && height >= 6, "a chart of \(width) x \(height) characters")
    let rows = height - 4  // The label above; the axis, its numbers and its label below.
    let yTicks = axes(xTicks: 1, yTicks: max(rows / 3, 1)).yTicks
    let margin = (yTicks.labels.map(\.count).max() ?? 0) + 1
    let columns = width - margin - 1
    let axes = axes(xTicks: columns / 12, yTicks: max(rows / 3, 1))
    func row(_ y: Double) -> Int { min(max(rows - 1 - Int((axes.up(y) * Double(rows - 1)).rounded()), 0), rows - 1) }
    var plot = [[Character]](repeating: [Character](repeating: " ", count: columns), count: rows)
    for level in levels {
      for column in stride(from: 0, to: columns, by: 2) { plot[row(level.y)][column] = "-" }
    }
    for (number, line) in series.enumerated() where !line.points.isEmpty {
      var last: Int?
      for column in 0..<columns {
        let x = axes.left + (axes.right - axes.left) * Double(column) / Double(columns - 1)
        guard let y = line.value(at: x) ?? (series.count == 1 ? line.points[line.points.count - 1].y : nil) else {
          last = nil
          continue
        }
        let now = row(y)
        // A steep line runs through the rows between.
        for between in min(last ?? now, now)...max(last ?? now, now) {
          plot[between][column] = Self.marks[number % Self.marks.count]
        }
        last = now
      }
    }
    var labels = [String](repeating: "", count: rows)
    for (value, label) in zip(axes.yTicks.values, axes.yTicks.labels) { labels[row(value)] = label }
    var lines = [yLabel]
    for (label, cells) in zip(labels, plot) {
      let gap = String(repeating: " ", count: margin - 1 - label.count)
      lines.append(gap + label + " " + (label.isEmpty ? "|" : "+") + String(cells).trimmingTrailingSpaces)
    }
    var axis = [Character](repeating: "-", count: columns)
    var numbers = [Character](repeating: " ", count: width)
    for (value, label) in zip(axes.xTicks.values, axes.xTicks.labels) {
      let column = Int((axes.across(value) * Double(columns - 1)).rounded())
      axis[column] = "+"
      let start = min(max(margin + 1 + column - label.count / 2, 0), width - label.count)
      for (n, letter) in label.enumerated() { numbers[start + n] = letter }
    }
    lines.append(String(repeating: " ", count: margin) + "+" + String(axis))
    lines.append(String(numbers).trimmingTrailingSpaces)
    let indent = max(0, margin + 1 + (columns - xLabel.count) / 2)
    lines.append(String(repeating: " ", count: indent) + xLabel)
    for (number, line) in series.enumerated() where !line.name.isEmpty {
      lines.append("\(Self.marks[number % Self.marks.count]) \(line.name)")
    }
    if !levels.isEmpty { lines.append("- - \(levels.map(\.name).joined(separator: ", "))") }
    return lines.joined(separator: "\n")
  }
}

extension LineChart.Series {
  /// The line's y at `x`; nil where `x` is not between the first and the last point.
  fileprivate func value(at x: Double) -> Double? {
    guard let first = points.first, let after = points.firstIndex(where: { $0.x >= x - 1e-9 * abs(x) }) else {
      return nil
    }
    guard after > 0 else { return first.x <= x + 1e-9 * abs(x) ? first.y : nil }
    let (a, b) = (points[after - 1], points[after])
    return b.x > a.x ? min(max(a.y, b.y), max(min(a.y, b.y), a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x))) : b.y
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
