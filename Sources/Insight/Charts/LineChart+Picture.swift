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
    let names = levels.map { $0.name.shortened(to: Self.maxLevelLetters) }
    let nameWidth = (names.map { BitmapFont.width(of: $0) }.max() ?? 0) * scale
    let rowHeight = letter + 2 * gap
    var canvas = ChartCanvas(width: width, height: height + named.count * rowHeight)
    let area = axes.draw(on: &canvas, height: height, scale: scale, rightMargin: nameWidth + 5 * gap)
    for level in levels {
      let y = area.place(axes.left, level.y).y
      canvas.drawLine(through: [(area.x0, y), (area.x1, y)], thickness: Double(scale), .ink, dash: 4 * Double(scale))
    }
    let thickness = 1.25 * Double(scale)
    for line in series where line.band.count > 1 {
      for edge in [line.band.map { ($0.x, $0.low) }, line.band.map { ($0.x, $0.high) }] {
        canvas.drawLine(
          through: edge.map { area.place($0.0, $0.1) }, thickness: thickness / 2, .series(line.colour), dash: thickness)
      }
    }
    for line in series {
      let points = line.points.map { area.place($0.x, $0.y) }
      if points.count == 1 {
        canvas.fill(
          .series(line.colour), x: Int(points[0].x) - gap / 2, y: Int(points[0].y) - gap / 2, width: gap, height: gap)
      }
      canvas.drawLine(
        through: points, thickness: thickness, .series(line.colour), dash: line.isDashed ? 3 * thickness : nil)
    }
    let places = labelPlaces(levels.map { area.place(axes.left, $0.y).y }, apart: Double(letter + gap))
    for (name, y) in zip(names, places) {
      canvas.write(name, x: Int(area.x1) + 2 * gap, y: Int(y) - letter / 2, scale: scale)
    }
    for (row, line) in named.enumerated() {
      let y = height + row * rowHeight
      let (start, middle) = (area.x0, Double(y + letter / 2))
      canvas.drawLine(
        through: [(start, middle), (start + Double(8 * gap), middle)], thickness: 2 * thickness,
        .series(line.colour), dash: line.isDashed ? 3 * thickness : nil)
      let room = (width - Int(area.x0) - 11 * gap) / (BitmapFont.advance * scale)
      canvas.write(line.name.shortened(to: room), x: Int(area.x0) + 10 * gap, y: y, scale: scale)
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
