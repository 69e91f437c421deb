internal import Diagnostics

extension LineChart {
  /// The chart as SVG, at least 200 x 120; the rows of the legend are added to the height.
  ///
  /// The background is that of the page, light or dark.
  public func svg(width: Int = 800, height: Int = 450) -> String {
    require(width >= 200 && height >= 120, "a chart of \(width) x \(height)")
    let axes = axes(xTicks: 10, yTicks: 5)
    let names = levels.map { $0.name.shortened(to: Self.maxLevelLetters) }
    let nameWidth = Double(names.map(\.count).max() ?? 0) * SVGText.letterWidth
    let rowHeight = 20
    var drawing = SVGText(width: width, height: height + (named.isEmpty ? 0 : 8) + named.count * rowHeight)
    let area = axes.draw(in: &drawing, height: height, rightMargin: nameWidth + 20)
    let places = levels.map { area.place(axes.left, $0.y).y }
    for y in places { drawing.polyline([(area.x0, y), (area.x1, y)], colour: "#777", dashes: "4 4") }
    for line in series where line.band.count > 1 {
      let edge = line.band.map { area.place($0.x, $0.high) } + line.band.reversed().map { area.place($0.x, $0.low) }
      drawing.polygon(edge, colour: SeriesColour.hexadecimal(line.colour))
    }
    for line in series {
      let points = line.points.map { area.place($0.x, $0.y) }
      let colour = SeriesColour.hexadecimal(line.colour)
      if points.count == 1 { drawing.circle(points[0].x, points[0].y, radius: 4, colour: colour) }
      drawing.polyline(points, colour: colour, dashes: line.isDashed ? "7 5" : nil)
    }
    for (name, y) in zip(names, labelPlaces(places, apart: 15)) { drawing.write(name, area.x1 + 8, y + 4.5) }
    let room = Int((Double(width) - area.x0 - 50) / SVGText.letterWidth)
    for (row, line) in named.enumerated() {
      let y = Double(height + 8 + row * rowHeight)
      drawing.polyline(
        [(area.x0, y), (area.x0 + 32, y)], colour: SeriesColour.hexadecimal(line.colour),
        dashes: line.isDashed ? "7 5" : nil)
      drawing.write(line.name.shortened(to: room), area.x0 + 42, y + 4.5)
    }
    return drawing.text
  }
}
