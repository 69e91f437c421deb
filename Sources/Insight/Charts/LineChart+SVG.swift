internal import Diagnostics

extension LineChart {
  /// The chart as SVG, at least 200 x 120; the rows of the legend are added to the height.
  ///
  /// The background is that of the page, light or dark.
  public func svg(width: Int = 800, height: Int = 450) -> String {
    require(width >= 200 && height >= 120, "a chart of \(width) x \(height)")
    let axes = axes(xTicks: 10, yTicks: 5)
    let letterWidth = 7.5
    let names = levels.map { $0.name.shortened(to: Self.maxLevelLetters) }
    let nameWidth = Double(names.map(\.count).max() ?? 0) * letterWidth
    let labelWidth = Double(axes.yTicks.labels.map(\.count).max() ?? 0) * letterWidth
    let (x0, x1) = (labelWidth + 20, Double(width) - nameWidth - 20)
    let (y0, y1) = (34.0, Double(height - 48))
    func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
      (x0 + axes.across(x) * (x1 - x0), y1 - axes.up(y) * (y1 - y0))
    }
    let rowHeight = 20
    var drawing = SVGText(width: width, height: height + (named.isEmpty ? 0 : 8) + named.count * rowHeight)
    for (value, label) in zip(axes.yTicks.values, axes.yTicks.labels) {
      let y = place(axes.left, value).y
      drawing.line(x0, y, x1, y, colour: "#8884")
      drawing.write(label, x0 - 8, y + 4.5, anchor: "end")
    }
    for (value, label) in zip(axes.xTicks.values, axes.xTicks.labels) {
      let x = place(value, axes.bottom).x
      drawing.line(x, y0, x, y1, colour: "#8884")
      drawing.write(label, x, y1 + 18, anchor: "middle")
    }
    drawing.line(x0, y1, x1, y1, colour: "#777")
    drawing.line(x0, y0, x0, y1, colour: "#777")
    drawing.write(yLabel, 8, 20)
    drawing.write(xLabel, (x0 + x1) / 2, y1 + 38, anchor: "middle")
    let places = levels.map { place(axes.left, $0.y).y }
    for y in places { drawing.polyline([(x0, y), (x1, y)], colour: "#777", dashes: "4 4") }
    for line in series {
      let points = line.points.map { place($0.x, $0.y) }
      let colour = SeriesColour.hexadecimal(line.colour)
      if points.count == 1 { drawing.circle(points[0].x, points[0].y, radius: 4, colour: colour) }
      drawing.polyline(points, colour: colour, dashes: line.isDashed ? "7 5" : nil)
    }
    for (name, y) in zip(names, labelPlaces(places, apart: 15)) { drawing.write(name, x1 + 8, y + 4.5) }
    let room = Int((Double(width) - x0 - 50) / letterWidth)
    for (row, line) in named.enumerated() {
      let y = Double(height + 8 + row * rowHeight)
      drawing.polyline(
        [(x0, y), (x0 + 32, y)], colour: SeriesColour.hexadecimal(line.colour), dashes: line.isDashed ? "7 5" : nil)
      drawing.write(line.name.shortened(to: room), x0 + 42, y + 4.5)
    }
    return drawing.text
  }
}
