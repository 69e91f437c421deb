/// A white bitmap for drawing lines, rectangles and letters.
package struct ChartCanvas {
  /// The colour of a pixel.
  package struct Colour {
    var red, green, blue: UInt8
    /// Letters and frames.
    package static let ink = Colour(red: 64, green: 64, blue: 64)
    /// Lines behind the drawing.
    package static let grid = Colour(red: 225, green: 225, blue: 225)

    /// Creates a colour.
    package init(red: UInt8, green: UInt8, blue: UInt8) { (self.red, self.green, self.blue) = (red, green, blue) }
  }

  /// The size in pixels.
  package let width, height: Int
  private var bytes: [UInt8]

  /// Creates a white canvas.
  package init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    bytes = [UInt8](repeating: 255, count: width * height * 3)
  }

  /// What is drawn.
  package var picture: Picture { Picture(width: width, height: height, colour: .rgb, bytes: bytes) }

  /// Blends a pixel with `colour` at an opacity of `share`, from 0 to 1; pixels outside are ignored.
  private mutating func mix(_ colour: Colour, x: Int, y: Int, share: Double) {
    guard x >= 0, x < width, y >= 0, y < height else { return }
    for (c, level) in [colour.red, colour.green, colour.blue].enumerated() {
      let at = (y * width + x) * 3 + c
      let before = Double(bytes[at])
      bytes[at] = UInt8((before + share * (Double(level) - before)).rounded())
    }
  }

  /// Fills whole pixels.
  package mutating func fill(_ colour: Colour, x: Int, y: Int, width: Int, height: Int) {
    for v in y..<y + height {
      for u in x..<x + width { mix(colour, x: u, y: v, share: 1) }
    }
  }

  /// Places a picture with its top left at (`x`, `y`), within the canvas.
  package mutating func place(_ picture: Picture, x: Int, y: Int) {
    let colours = picture.converted(to: .rgb)
    for row in 0..<picture.height {
      let (from, to) = (row * picture.width * 3, ((y + row) * width + x) * 3)
      bytes.replaceSubrange(to..<to + picture.width * 3, with: colours.bytes[from..<from + picture.width * 3])
    }
  }

  /// Writes `text` with its top left at (`x`, `y`); a dot is a square of `scale` pixels.
  package mutating func write(_ text: String, x: Int, y: Int, scale: Int, _ colour: Colour = .ink) {
    for (n, letter) in text.enumerated() {
      for (v, row) in BitmapFont.rows(of: letter).enumerated() {
        for u in 0..<BitmapFont.width where row >> (BitmapFont.width - 1 - u) & 1 == 1 {
          fill(
            colour, x: x + (n * BitmapFont.advance + u) * scale, y: y + v * scale, width: scale, height: scale)
        }
      }
    }
  }

  /// Draws an antialiased line of `thickness` pixels through `points`, in pixels from the top left.
  ///
  /// A dashed line has dashes of `dash` pixels and gaps of as many.
  package mutating func drawLine(
    through points: [(x: Double, y: Double)], thickness: Double, _ colour: Colour, dash: Double? = nil
  ) {
    // Each pixel is covered once, by the nearest part of the line.
    var cover: [Int: Double] = [:]
    let reach = thickness / 2 + 1
    let whole = zip(points, points.dropFirst()).map { ($0, $1) }
    for (a, b) in dash.map({ Self.dashes(of: points, length: $0) }) ?? whole {
      let columns = Int(min(a.x, b.x) - reach)...Int(max(a.x, b.x) + reach)
      let rows = Int(min(a.y, b.y) - reach)...Int(max(a.y, b.y) + reach)
      for y in rows where y >= 0 && y < height {
        for x in columns where x >= 0 && x < width {
          let distance = Self.distance(from: (Double(x) + 0.5, Double(y) + 0.5), to: a, b)
          let share = min(max(thickness / 2 + 0.5 - distance, 0), 1)
          if share > 0 { cover[y * width + x] = max(cover[y * width + x] ?? 0, share) }
        }
      }
    }
    for (at, share) in cover { mix(colour, x: at % width, y: at / width, share: share) }
  }

  /// The pieces of the line through `points` that are drawn if dashes and gaps have this length.
  private static func dashes(
    of points: [(x: Double, y: Double)], length: Double
  ) -> [((x: Double, y: Double), (x: Double, y: Double))] {
    var pieces: [((x: Double, y: Double), (x: Double, y: Double))] = []
    var travelled = 0.0
    for (a, b) in zip(points, points.dropFirst()) {
      let (dx, dy) = (b.x - a.x, b.y - a.y)
      let extent = (dx * dx + dy * dy).squareRoot()
      var at = 0.0
      while at < extent {
        let phase = (travelled + at).truncatingRemainder(dividingBy: 2 * length)
        let next = min(at + max((phase < length ? length : 2 * length) - phase, 1e-3), extent)
        if phase < length {
          pieces.append(
            ((a.x + dx * at / extent, a.y + dy * at / extent), (a.x + dx * next / extent, a.y + dy * next / extent)))
        }
        at = next
      }
      travelled += extent
    }
    return pieces
  }

  private static func distance(
    from point: (x: Double, y: Double), to a: (x: Double, y: Double), _ b: (x: Double, y: Double)
  ) -> Double {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let square = dx * dx + dy * dy
    let along = square == 0 ? 0 : min(max(((point.x - a.x) * dx + (point.y - a.y) * dy) / square, 0), 1)
    let (ex, ey) = (point.x - a.x - along * dx, point.y - a.y - along * dy)
    return (ex * ex + ey * ey).squareRoot()
  }
}
