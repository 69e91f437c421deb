import Diagnostics
import ImageShapes
public import Pictures

/// Points in the plane, coloured by class, as a picture or as SVG.
public struct ScatterChart {
  private let points: [Float]
  private let labels: [Int32]
  private let classNames: [String]

  /// Creates a chart.
  ///
  /// - Parameters:
  ///   - points: `[n, 2]`.
  ///   - labels: The class of each point; empty for points of one colour.
  ///   - classNames: The names of the classes by number; empty for the numbers.
  public init(_ points: [Float], labels: [Int32] = [], classNames: [String] = []) {
    require(points.count.isMultiple(of: 2), "\(points.count) coordinates are not points")
    require(labels.isEmpty || labels.count == points.count / 2, "\(labels.count) classes of \(points.count / 2) points")
    (self.points, self.labels, self.classNames) = (points, labels, classNames)
  }

  /// The points as CSV with a header: `x,y,class`; the class is empty for points without classes.
  public func csv() -> String {
    let rows = (0..<count).map { point in
      "\(points[2 * point]),\(points[2 * point + 1]),\(labels.isEmpty ? "" : name(labels[point]).csvField)"
    }
    return (["x,y,class"] + rows).joined(separator: "\n") + "\n"
  }

  private var count: Int { points.count / 2 }
  private var classes: [Int32] { Set(labels).sorted() }

  private func name(_ label: Int32) -> String {
    classNames.indices.contains(Int(label)) ? classNames[Int(label)] : "\(label)"
  }

  /// The place of each point in a square of `side` with a margin; the scale is the same for both axes.
  private func places(side: Double, margin: Double) -> [(x: Double, y: Double)] {
    var (low, high) = ([Float.infinity, .infinity], [-Float.infinity, -.infinity])
    for i in points.indices where points[i].isFinite {
      (low[i % 2], high[i % 2]) = (min(low[i % 2], points[i]), max(high[i % 2], points[i]))
    }
    let extent = Double(max(high[0] - low[0], high[1] - low[1], .leastNormalMagnitude))
    let scale = (side - 2 * margin) / extent
    let middle = [0, 1].map { Double(low[$0] + high[$0]) / 2 }
    return (0..<count).map { i in
      (
        side / 2 + (Double(points[2 * i]) - middle[0]) * scale,
        side / 2 - (Double(points[2 * i + 1]) - middle[1]) * scale
      )
    }
  }

  /// The chart as SVG, a square of `side` with the classes beside it; each point tells its class.
  public func svg(side: Int = 700) -> String {
    let legend = classes.isEmpty ? 0 : 160
    var drawing = SVGText(width: side + legend, height: max(side, 30 + 20 * classes.count))
    for (index, place) in places(side: Double(side), margin: 16).enumerated() {
      let label = labels.isEmpty ? nil : labels[index]
      drawing.circle(
        place.x, place.y, radius: count > 3000 ? 2 : 3, colour: SeriesColour.hexadecimal(Int(label ?? 0)),
        title: label.map(name))
    }
    for (row, label) in classes.enumerated() {
      let y = Double(30 + 20 * row)
      drawing.circle(Double(side + 16), y - 4, radius: 6, colour: SeriesColour.hexadecimal(Int(label)))
      drawing.write(name(label), Double(side + 30), y)
    }
    return drawing.text
  }

  /// The chart as a picture, a square of `side` with the classes beside it.
  public func picture(side: Int = 800) -> Picture {
    let scale = 2
    let letters = classes.map { BitmapFont.width(of: name($0).lowercased()) * scale }.max() ?? 0
    let legend = classes.isEmpty ? 0 : letters + 60
    var canvas = ChartCanvas(width: side + legend, height: max(side, 40 + 24 * classes.count))
    func colour(_ label: Int32) -> ChartCanvas.Colour {
      let levels = SeriesColour.levels(Int(label))
      return ChartCanvas.Colour(red: levels.red, green: levels.green, blue: levels.blue)
    }
    let size = count > 3000 ? 3 : 5
    for (index, place) in places(side: Double(side), margin: 16).enumerated() {
      canvas.fill(
        colour(labels.isEmpty ? 0 : labels[index]), x: Int(place.x) - size / 2, y: Int(place.y) - size / 2,
        width: size, height: size)
    }
    for (row, label) in classes.enumerated() {
      let y = 20 + 24 * row
      canvas.fill(colour(label), x: side + 10, y: y, width: 14, height: 14)
      canvas.write(name(label).lowercased(), x: side + 34, y: y, scale: scale)
    }
    return canvas.picture
  }
}
