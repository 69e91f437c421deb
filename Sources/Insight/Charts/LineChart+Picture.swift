internal import Diagnostics
import ImageData
public import Pictures

extension LineChart {
  /// The chart as a picture, at least 200 x 120 pixels; the rows of the legend are added to the height.
  public func picture(width: Int = 800, height: Int = 450) -> Picture {
    require(width >= 200 && height >= 120, "a chart of \(width) x \(height) pixels")
    let scale = width >= 600 && height >= 300 ? 2 : 1
    let letter = BitmapFont.height * scale
    let gap = 4 * scale
    let axes = axes(xTicks: 10, yTicks: 5)
    let labelWidth = (axes.yTicks.labels.map { BitmapFont.width(of: $0) }.max() ?? 0) * scale
    let names = levels.map { $0.name.shortened(to: Self.maxLevelLetters) }
    let nameWidth = (names.map { BitmapFont.width(of: $0) }.max() ?? 0) * scale
    let (x0, x1) = (labelWidth + 3 * gap, width - nameWidth - 5 * gap)
    let (y0, y1) = (letter + 4 * gap, height - 2 * letter - 6 * gap)
    func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
      (Double(x0) + axes.across(x) * Double(x1 - x0), Double(y1) - axes.up(y) * Double(y1 - y0))
    }
    let rowHeight = letter + 2 * gap
    var canvas = ChartCanvas(width: width, height: height + named.count * rowHeight)
    for (value, label) in zip(axes.yTicks.values, axes.yTicks.labels) {
      let y = Int(place(axes.left, value).y.rounded())
      canvas.fill(.grid, x: x0, y: y, width: x1 - x0, height: 1)
      canvas.write(
        label, x: x0 - 2 * gap - BitmapFont.width(of: label) * scale, y: y - letter / 2, scale: scale)
    }
    for (value, label) in zip(axes.xTicks.values, axes.xTicks.labels) {
      let x = Int(place(value, axes.bottom).x.rounded())
      canvas.fill(.grid, x: x, y: y0, width: 1, height: y1 - y0)
      canvas.fill(.ink, x: x, y: y1, width: 1, height: gap)
      canvas.write(label, x: x - BitmapFont.width(of: label) * scale / 2, y: y1 + 2 * gap, scale: scale)
    }
    canvas.fill(.ink, x: x0, y: y1, width: x1 - x0 + 1, height: 1)
    canvas.fill(.ink, x: x0, y: y0, width: 1, height: y1 - y0)
    canvas.write(yLabel, x: gap, y: gap, scale: scale)
    canvas.write(
      xLabel, x: (x0 + x1 - BitmapFont.width(of: xLabel) * scale) / 2, y: y1 + 4 * gap + letter, scale: scale)
    for level in levels {
      let y = place(axes.left, level.y).y
      canvas.drawLine(
        through: [(Double(x0), y), (Double(x1), y)], thickness: Double(scale), .ink, dash: 4 * Double(scale))
    }
    let thickness = 1.25 * Double(scale)
    for line in series {
      let points = line.points.map { place($0.x, $0.y) }
      if points.count == 1 {
        canvas.fill(
          .series(line.colour), x: Int(points[0].x) - gap / 2, y: Int(points[0].y) - gap / 2, width: gap, height: gap)
      }
      canvas.drawLine(
        through: points, thickness: thickness, .series(line.colour), dash: line.isDashed ? 3 * thickness : nil)
    }
    let places = labelPlaces(levels.map { place(axes.left, $0.y).y }, apart: Double(letter + gap))
    for (name, y) in zip(names, places) { canvas.write(name, x: x1 + 2 * gap, y: Int(y) - letter / 2, scale: scale) }
    for (row, line) in named.enumerated() {
      let y = height + row * rowHeight
      let (start, middle) = (Double(x0), Double(y + letter / 2))
      canvas.drawLine(
        through: [(start, middle), (start + Double(8 * gap), middle)], thickness: 2 * thickness,
        .series(line.colour), dash: line.isDashed ? 3 * thickness : nil)
      let room = (width - x0 - 11 * gap) / (BitmapFont.advance * scale)
      canvas.write(line.name.shortened(to: room), x: x0 + 10 * gap, y: y, scale: scale)
    }
    return canvas.picture
  }

  /// The maximum number of letters of the name of a level.
  static let maxLevelLetters = 16

  /// The middles of labels of lines at `places`, moved up where two would overlap.
  func labelPlaces(_ places: [Double], apart distance: Double) -> [Double] {
    var found = places
    var last = Double.infinity
    for index in places.indices.sorted(by: { places[$0] > places[$1] }) {
      found[index] = min(places[index], last - distance)
      last = found[index]
    }
    return found
  }
}

extension String {
  /// The text with dots instead of its middle where it has more than `count` letters.
  func shortened(to count: Int) -> String {
    guard self.count > max(count, 5) else { return self }
    let kept = max(count, 5) - 2
    return prefix(kept - kept / 2) + ".." + suffix(kept / 2)
  }
}

extension ChartCanvas.Colour {
  /// The colour of the lines of this number.
  static func series(_ number: Int) -> Self {
    let levels = SeriesColour.levels(number)
    return Self(red: levels.red, green: levels.green, blue: levels.blue)
  }
}
