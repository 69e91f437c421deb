internal import Diagnostics
import ImageData
public import Pictures

/// A line through points, with axes: as a picture or as plain text.
///
/// The y axis starts at 0, or at the minimum if that is lower. Points that are not finite are ignored.
public struct LineChart {
  /// The finite points, ascending in x.
  public let points: [(x: Double, y: Double)]
  /// The labels of the axes, in small letters and digits.
  public let xLabel, yLabel: String

  /// Creates a chart.
  ///
  /// - Parameters:
  ///   - points: In ascending order of x, at least one of them finite.
  ///   - xLabel: The label of the x axis, in small letters and digits.
  ///   - yLabel: The label of the y axis.
  public init(_ points: [(x: Double, y: Double)], xLabel: String, yLabel: String) {
    self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
    require(!self.points.isEmpty, "a chart without points")
    (self.xLabel, self.yLabel) = (xLabel, yLabel)
  }

  /// The ends of the axes.
  private var bounds: (left: Double, right: Double, bottom: Double, top: Double) {
    let (xs, ys) = (points.map(\.x), points.map(\.y))
    let (left, right) = (xs.min() ?? 0, xs.max() ?? 0)
    let (bottom, maximum) = (min(ys.min() ?? 0, 0), max(ys.max() ?? 0, 0))
    let top = maximum > bottom ? maximum : bottom + 1
    // A round number just above the line is labelled too.
    let next = AxisTicks(from: bottom, to: top + 0.05 * (top - bottom), about: 5).values.last ?? top
    return (left, right > left ? right : left + 1, bottom, max(top, next))
  }

  /// The chart as a picture, at least 200 x 120 pixels.
  public func picture(width: Int = 800, height: Int = 450) -> Picture {
    require(width >= 200 && height >= 120, "a chart of \(width) x \(height) pixels")
    let scale = width >= 600 && height >= 300 ? 2 : 1
    let letter = BitmapFont.height * scale
    let gap = 4 * scale
    let (left, right, bottom, top) = bounds
    let yTicks = AxisTicks(from: bottom, to: top, about: 5)
    let xTicks = AxisTicks(from: left, to: right, about: 10)
    let labelWidth = (yTicks.labels.map { BitmapFont.width(of: $0) }.max() ?? 0) * scale
    let (x0, x1) = (labelWidth + 3 * gap, width - 5 * gap)
    let (y0, y1) = (letter + 4 * gap, height - 2 * letter - 6 * gap)
    func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
      (
        Double(x0) + (x - left) / (right - left) * Double(x1 - x0),
        Double(y1) - (y - bottom) / (top - bottom) * Double(y1 - y0)
      )
    }
    var canvas = ChartCanvas(width: width, height: height)
    for (value, label) in zip(yTicks.values, yTicks.labels) {
      let y = Int(place(left, value).y.rounded())
      canvas.fill(.grid, x: x0, y: y, width: x1 - x0, height: 1)
      canvas.write(
        label, x: x0 - 2 * gap - BitmapFont.width(of: label) * scale, y: y - letter / 2, scale: scale)
    }
    for (value, label) in zip(xTicks.values, xTicks.labels) {
      let x = Int(place(value, bottom).x.rounded())
      canvas.fill(.grid, x: x, y: y0, width: 1, height: y1 - y0)
      canvas.fill(.ink, x: x, y: y1, width: 1, height: gap)
      canvas.write(label, x: x - BitmapFont.width(of: label) * scale / 2, y: y1 + 2 * gap, scale: scale)
    }
    canvas.fill(.ink, x: x0, y: y1, width: x1 - x0 + 1, height: 1)
    canvas.fill(.ink, x: x0, y: y0, width: 1, height: y1 - y0)
    canvas.write(yLabel, x: gap, y: gap, scale: scale)
    canvas.write(
      xLabel, x: (x0 + x1 - BitmapFont.width(of: xLabel) * scale) / 2, y: y1 + 4 * gap + letter, scale: scale)
    canvas.drawLine(through: points.map { place($0.x, $0.y) }, thickness: 1.25 * Double(scale), .line)
    return canvas.picture
  }

  /// The chart as lines of text, `width` x `height` characters including axes; at least 24 x 6.
  public func text(width: Int = 72, height: Int = 18) -> String {
    require(width >= 24 && height >= 6, "a chart of \(width) x \(height) characters")
    let (left, right, bottom, top) = bounds
    let rows = height - 4  // The label above; the axis, its numbers and its label below.
    let yTicks = AxisTicks(from: bottom, to: top, about: max(rows / 3, 1))
    let margin = (yTicks.labels.map(\.count).max() ?? 0) + 1
    let columns = width - margin - 1
    func row(_ y: Double) -> Int { rows - 1 - Int(((y - bottom) / (top - bottom) * Double(rows - 1)).rounded()) }
    var plot = [[Character]](repeating: [Character](repeating: " ", count: columns), count: rows)
    var last: Int?
    for column in 0..<columns {
      let now = row(value(at: left + (right - left) * Double(column) / Double(columns - 1)))
      // A steep line runs through the rows between.
      for between in min(last ?? now, now)...max(last ?? now, now) { plot[between][column] = "*" }
      last = now
    }
    var labels = [String](repeating: "", count: rows)
    for (value, label) in zip(yTicks.values, yTicks.labels) { labels[row(value)] = label }
    var lines = [yLabel]
    for (label, cells) in zip(labels, plot) {
      let gap = String(repeating: " ", count: margin - 1 - label.count)
      lines.append(gap + label + " " + (label.isEmpty ? "|" : "+") + String(cells).trimmingTrailingSpaces)
    }
    var axis = [Character](repeating: "-", count: columns)
    var numbers = [Character](repeating: " ", count: width)
    let xTicks = AxisTicks(from: left, to: right, about: columns / 12)
    for (value, label) in zip(xTicks.values, xTicks.labels) {
      let column = Int(((value - left) / (right - left) * Double(columns - 1)).rounded())
      axis[column] = "+"
      let start = min(max(margin + 1 + column - label.count / 2, 0), width - label.count)
      for (n, letter) in label.enumerated() { numbers[start + n] = letter }
    }
    lines.append(String(repeating: " ", count: margin) + "+" + String(axis))
    lines.append(String(numbers).trimmingTrailingSpaces)
    let indent = max(0, margin + 1 + (columns - xLabel.count) / 2)
    lines.append(String(repeating: " ", count: indent) + xLabel)
    return lines.joined(separator: "\n")
  }

  /// The line's y at `x`, which lies between the first and the last point.
  private func value(at x: Double) -> Double {
    guard let after = points.firstIndex(where: { $0.x >= x }) else { return points[points.count - 1].y }
    guard after > 0 else { return points[0].y }
    let (a, b) = (points[after - 1], points[after])
    return b.x > a.x ? a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x) : b.y
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
