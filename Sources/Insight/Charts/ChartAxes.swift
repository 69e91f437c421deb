internal import Foundation
internal import Pictures

/// The axes of a chart: their ranges, numbers and labels.
struct ChartAxes {
  let left, right, bottom, top: Double
  let isLogarithmic: Bool
  let xTicks, yTicks: AxisTicks
  let xLabel, yLabel: String

  /// Where `x` lies between the left end, 0, and the right end, 1.
  func across(_ x: Double) -> Double { (x - left) / (right - left) }

  /// Where `y` lies between the bottom, 0, and the top, 1.
  func up(_ y: Double) -> Double {
    isLogarithmic ? log10(y / bottom) / log10(top / bottom) : (y - bottom) / (top - bottom)
  }

  /// The area between the axes in a drawing, in pixels from the top left.
  struct Area {
    let axes: ChartAxes
    /// The columns of the left and the right end, and the rows of the top and the bottom.
    let x0, x1, y0, y1: Double

    /// The pixel of a point.
    func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
      (x0 + axes.across(x) * (x1 - x0), y1 - axes.up(y) * (y1 - y0))
    }
  }
}

extension ChartAxes {
  /// Draws the axes into the upper `height` rows of a canvas; a dot of a letter is a square of `scale` pixels.
  ///
  /// `margin` pixels at the right stay free.
  func draw(on canvas: inout ChartCanvas, height: Int, scale: Int, rightMargin margin: Int) -> Area {
    let letter = BitmapFont.height * scale
    let gap = 4 * scale
    let labelWidth = (yTicks.labels.map { BitmapFont.width(of: $0) }.max() ?? 0) * scale
    let (x0, x1) = (labelWidth + 3 * gap, canvas.width - margin)
    let (y0, y1) = (letter + 4 * gap, height - 2 * letter - 6 * gap)
    let area = Area(axes: self, x0: Double(x0), x1: Double(x1), y0: Double(y0), y1: Double(y1))
    for (value, label) in zip(yTicks.values, yTicks.labels) {
      let y = Int(area.place(left, value).y.rounded())
      canvas.fill(.grid, x: x0, y: y, width: x1 - x0, height: 1)
      canvas.write(
        label, x: x0 - 2 * gap - BitmapFont.width(of: label) * scale, y: y - letter / 2, scale: scale)
    }
    for (value, label) in zip(xTicks.values, xTicks.labels) {
      let x = Int(area.place(value, bottom).x.rounded())
      canvas.fill(.grid, x: x, y: y0, width: 1, height: y1 - y0)
      canvas.fill(.ink, x: x, y: y1, width: 1, height: gap)
      canvas.write(label, x: x - BitmapFont.width(of: label) * scale / 2, y: y1 + 2 * gap, scale: scale)
    }
    canvas.fill(.ink, x: x0, y: y1, width: x1 - x0 + 1, height: 1)
    canvas.fill(.ink, x: x0, y: y0, width: 1, height: y1 - y0)
    func shortened(_ text: String) -> String { text.shortened(to: canvas.width / (BitmapFont.advance * scale) - 1) }
    let (x, y) = (shortened(xLabel), shortened(yLabel))
    canvas.write(y, x: gap, y: gap, scale: scale)
    let middle = (x0 + x1 - BitmapFont.width(of: x) * scale) / 2
    canvas.write(x, x: max(middle, gap), y: y1 + 4 * gap + letter, scale: scale)
    return area
  }

  /// Draws the axes into the upper `height` rows of an SVG; `margin` at the right stays free.
  func draw(in drawing: inout SVGText, height: Int, rightMargin margin: Double) -> Area {
    let labelWidth = Double(yTicks.labels.map(\.count).max() ?? 0) * SVGText.letterWidth
    let area = Area(
      axes: self, x0: labelWidth + 20, x1: Double(drawing.width) - margin, y0: 34, y1: Double(height - 48))
    for (value, label) in zip(yTicks.values, yTicks.labels) {
      let y = area.place(left, value).y
      drawing.line(area.x0, y, area.x1, y, colour: "#8884")
      drawing.write(label, area.x0 - 8, y + 4.5, anchor: "end")
    }
    for (value, label) in zip(xTicks.values, xTicks.labels) {
      let x = area.place(value, bottom).x
      drawing.line(x, area.y0, x, area.y1, colour: "#8884")
      drawing.write(label, x, area.y1 + 18, anchor: "middle")
    }
    drawing.line(area.x0, area.y1, area.x1, area.y1, colour: "#777")
    drawing.line(area.x0, area.y0, area.x0, area.y1, colour: "#777")
    drawing.write(yLabel, 8, 20)
    drawing.write(xLabel, (area.x0 + area.x1) / 2, area.y1 + 38, anchor: "middle")
    return area
  }
}
