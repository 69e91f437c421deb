import Foundation
import ImageData
import Insight
import Pictures
import Testing

/// Charts of several lines with a legend, levels and a logarithmic axis.
struct SeveralLinesTests {
  private static let falling = (1...20).map { (x: Double($0), y: 0.1 / Double($0)) }
  private static let flat = (1...20).map { (x: Double($0), y: 0.05) }

  /// The colours of the first lines: blue, orange, green.
  private static let colours = [[0x00, 0x72, 0xB2], [0xE6, 0x9F, 0x00], [0x00, 0x9E, 0x73]]

  /// The places of the texts of an SVG.
  private func texts(_ svg: String) -> [String: (x: Double, y: Double)] {
    let matches = svg.matches(of: /<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</)
    return Dictionary(
      matches.map { (String($0.output.3), (Double($0.output.1) ?? 0, Double($0.output.2) ?? 0)) }
    ) { first, _ in first }
  }

  private func chart(isLogarithmic: Bool = false) -> LineChart {
    LineChart(
      [
        LineChart.Series("AE/MNIST_Adam_lr=0.001", Self.falling, colour: 0),
        LineChart.Series("flat, training", Self.flat, isDashed: true, colour: 1),
      ], levels: [LineChart.Level("PCA-30", y: 0.018), LineChart.Level("mean image", y: 0.067)], xLabel: "epoch",
      yLabel: "mse01", isLogarithmic: isLogarithmic)
  }

  /// The pixels near this colour.
  private func places(of number: Int, in picture: Picture) -> [(x: Int, y: Int)] {
    let wanted = Self.colours[number]
    func isNear(_ at: Int) -> Bool { (0..<3).allSatisfy { abs(Int(picture.bytes[3 * at + $0]) - wanted[$0]) < 12 } }
    return (0..<picture.width * picture.height).filter(isNear).map { ($0 % picture.width, $0 / picture.width) }
  }

  @Test func `each line has its colour, and the legend a row for each name below the axes`() {
    let picture = chart().picture()
    #expect(picture.width == 800 && picture.height == 450 + 2 * 30)
    for number in 0...1 {
      let found = places(of: number, in: picture)
      #expect(found.contains { $0.y < 400 } && found.contains { $0.y >= 450 })
    }
    // A solid line is drawn in every column, a dashed one is not.
    let columns = { number in Set(places(of: number, in: picture).filter { $0.y < 400 }.map(\.x)) }
    #expect(columns(0).count > 500)
    #expect((150...450).contains(columns(1).count))
  }

  @Test func `a logarithmic axis spaces decades evenly`() throws {
    func labels(_ values: [Double]) -> [String: (x: Double, y: Double)] {
      let points = values.enumerated().map { (x: Double($0), y: $1) }
      return texts(
        LineChart(
          [LineChart.Series("", points, colour: 0)], xLabel: "x", yLabel: "y", isLogarithmic: true
        ).svg())
    }
    let decades = labels([1e-4, 1e-3, 1e-2, 0, -1])
    let heights = try ["0.0001", "0.001", "0.01"].map { try #require(decades[$0]?.y) }
    #expect(abs((heights[0] - heights[1]) - (heights[1] - heights[2])) < 0.21 && heights[0] - heights[1] > 100)
    // Values that have no logarithm are not drawn.
    #expect(decades.keys.contains { Double($0) == 2 } && !decades.keys.contains { Double($0) == 3 })
    // Within one decade too there are numbers to read, and few over many.
    #expect(labels([0.031, 0.034]).keys.count { $0.hasPrefix("0.03") } >= 2)
    let wide = labels([1e-9, 1e9]).keys
    #expect(wide.contains("1e-5") || wide.contains("1e-6"), "\(wide)")
    #expect((5...30).contains(wide.count))
  }

  @Test(arguments: [1, 2, 3, 7, 30, 150])
  func `an axis of epochs is labelled by integers`(_ epochs: Int) {
    let points = (1...epochs).map { (x: Double($0), y: 1e6) }
    let chart = LineChart([LineChart.Series("", points, colour: 0)], xLabel: "epoch", yLabel: "y", hasIntegerX: true)
    let bottom = texts(chart.svg()).filter { abs($0.value.y - (450 - 48 + 18)) < 0.11 }.keys
    #expect((2...16).contains(bottom.count) && bottom.allSatisfy { Int($0) != nil }, "\(bottom)")
    #expect(bottom.contains("1") || epochs > 10)
  }

  @Test func `the same chart as SVG names lines and levels`() throws {
    let text = chart(isLogarithmic: true).svg()
    let names = ["AE/MNIST_Adam_lr=0.001", "flat, training", "PCA-30", "mean image", "epoch", "mse01"]
    for name in names { #expect(text.contains(">\(name)<"), "\(name)") }
    #expect(text.contains("stroke-dasharray") && text.contains("#0072B2"))
    let parser = XMLText(text)
    #expect(parser.isWellFormed)
    #expect(
      LineChart([LineChart.Series("a < b & c", Self.flat, colour: 0)], xLabel: "x", yLabel: "y").svg()
        .contains("a &lt; b &amp; c"))
  }

  @Test func `the text marks each line and lists the names`() {
    let text = chart().text(width: 60, height: 16)
    #expect(text.contains("* AE/MNIST_Adam_lr=0.001\no flat, training\n- - PCA-30, mean image"))
    #expect(text.split(separator: "\n").count == 16 + 3)
  }

  @Test func `lines without points, of one point and of names too long for the width are drawn`() {
    let chart = LineChart(
      [
        LineChart.Series("empty", [(0, .nan)], colour: 0), LineChart.Series("one", [(3, 1)], colour: 1),
        LineChart.Series(String(repeating: "long", count: 60), [(0, 1), (3, 2)], colour: 2),
      ], xLabel: "x", yLabel: "y")
    let picture = chart.picture(width: 300, height: 200)
    #expect(places(of: 1, in: picture).contains { $0.y < 180 })
    #expect(chart.text(width: 30, height: 8).contains("o one"))
    #expect(chart.svg(width: 300, height: 200).contains("..long"))
    let nothing = LineChart([LineChart.Series](), xLabel: "x", yLabel: "y")
    #expect(!nothing.svg().isEmpty && nothing.picture().height == 450)
  }

  @Test func `names of levels that are close do not overlap`() throws {
    let levels = [("a", 0.5), ("b", 0.502), ("c", 0.501)].map { LineChart.Level($0.0, y: $0.1) }
    let svg = LineChart(
      [LineChart.Series("", [(0, 1), (1, 1)], colour: 0)], levels: levels, xLabel: "x", yLabel: "y"
    ).svg()
    let places = texts(svg)
    let heights = try ["a", "c", "b"].map { try #require(places[$0]?.y) }
    #expect(zip(heights, heights.dropFirst()).allSatisfy { $0 - $1 >= 14.9 }, "\(heights)")
  }

  @Test func `letters of names are all drawn`() {
    func ink(_ letter: Character) -> Int {
      let series = [LineChart.Series("\(letter)", [(0, 1)], colour: 1)]
      let picture = LineChart(series, xLabel: "x", yLabel: "y").picture(width: 200, height: 120)
      return (120 * 200 * 3..<picture.bytes.count).count { picture.bytes[$0] == 64 }
    }
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_=:.,-+%()@#*<>±" {
      #expect(ink(letter) > 0, "\(letter)")
    }
    #expect(ink(" ") == 0)
  }
}

/// Whether a text is well-formed XML, by its tags alone.
private struct XMLText {
  let isWellFormed: Bool

  init(_ text: String) {
    var open: [Substring] = []
    var isSound = true
    for match in text.matches(of: /<(\/?)(\w+)((?:[^<>"]|"[^"<]*")*?)(\/?)>/) {
      if match.output.1 == "/" {
        isSound = isSound && open.popLast() == match.output.2
      } else if match.output.4 != "/" {
        open.append(match.output.2)
      }
    }
    isWellFormed = isSound && open.isEmpty && !text.contains("<svg><")
  }
}
