import Foundation

/// A drawing of lines, shapes and letters as SVG.
struct SVGText {
  /// The width of most letters at most.
  static let letterWidth = 7.5
  /// The first letters of every file.
  static let start = #"<svg xmlns="http://www.w3.org/2000/svg""#

  let width, height: Int
  private var elements: [String] = []

  init(width: Int, height: Int) { (self.width, self.height) = (width, height) }

  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, colour: String = "#8888", width: Double = 1
  ) {
    elements.append(
      "<line x1=\"\(number(x1))\" y1=\"\(number(y1))\" x2=\"\(number(x2))\" y2=\"\(number(y2))\" stroke=\"\(colour)\" "
        + "stroke-width=\"\(number(width))\"/>")
  }

  mutating func polyline(_ points: [(x: Double, y: Double)], colour: String, dashes: String? = nil) {
    let path = points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
    let dashed = dashes.map { " stroke-dasharray=\"\($0)\"" } ?? ""
    elements.append(
      "<polyline points=\"\(path)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\"\(dashed)/>")
  }

  /// Fills an area so that what is below it is seen.
  mutating func polygon(_ points: [(x: Double, y: Double)], colour: String) {
    let path = points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
    elements.append("<polygon points=\"\(path)\" fill=\"\(colour)\" fill-opacity=\"0.2\"/>")
  }

  mutating func circle(_ x: Double, _ y: Double, radius: Double, colour: String, title: String? = nil) {
    let inner = title.map { "<title>\($0.htmlEscaped)</title>" } ?? ""
    elements.append(
      "<circle cx=\"\(number(x))\" cy=\"\(number(y))\" r=\"\(number(radius))\" fill=\"\(colour)\" "
        + "fill-opacity=\"0.7\">\(inner)</circle>")
  }

  mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, colour: String) {
    elements.append(
      "<rect x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" height=\"\(number(height))\" "
        + "fill=\"\(colour)\"/>")
  }

  /// Writes `text` with its `anchor` (start, middle or end) at a point of its base line.
  mutating func write(_ text: String, _ x: Double, _ y: Double, anchor: String = "start") {
    elements.append(
      "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\">\(text.htmlEscaped)</text>")
  }

  /// The file; letters and lines are of a grey that is read on white and on dark.
  var text: String {
    """
    \(Self.start) viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" \
    font-family="system-ui, sans-serif" font-size="13" fill="#777">
    \(elements.joined(separator: "\n"))
    </svg>

    """
  }

  private func number(_ value: Double) -> String {
    let rounded = (value * 10).rounded() / 10
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}
