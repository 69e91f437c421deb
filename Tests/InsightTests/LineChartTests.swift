import ImageData
import Insight
import Pictures
import Testing

struct LineChartTests {
  private static let falling: [(progress: Double, rate: Double)] = (0...100).map {
    (Double($0), 0.01 - 1e-4 * Double($0))
  }

  /// The y of the line in a column of pixels: the mean of the rows where blue is well above red.
  private func line(_ picture: Picture, x: Int) -> Double? {
    let rows = (0..<picture.height).filter { y in
      let at = (y * picture.width + x) * 3
      return Int(picture.bytes[at + 2]) - Int(picture.bytes[at]) > 60
    }
    return rows.isEmpty ? nil : Double(rows.reduce(0, +)) / Double(rows.count)
  }

  @Test func `a falling rate is a straight line downwards`() throws {
    let picture = SchedulePlot(Self.falling).picture()
    #expect(picture.width == 800 && picture.height == 450 && picture.colour == .rgb)
    let columns = stride(from: 150, to: 750, by: 50).map { line(picture, x: $0) }
    let found = columns.compactMap(\.self)
    #expect(found.count == columns.count)
    let slopes = zip(found, found.dropFirst()).map { $1 - $0 }
    #expect(slopes.allSatisfy { $0 > 10 && abs($0 - slopes[0]) <= 1 }, "\(slopes)")
  }

  @Test func `the line stays within the axes`() {
    let picture = SchedulePlot([(0, 0), (50, 1), (100, 0)]).picture(width: 300, height: 200)
    #expect((0..<27).allSatisfy { line(picture, x: $0) == nil })
    #expect((290..<300).allSatisfy { line(picture, x: $0) == nil })
  }

  @Test func `one point, equal points and points that are no numbers can be drawn`() {
    for points in [[(0.0, 0.0)], [(0, 1), (1, 1)], [(0, 1), (1, .nan), (2, 3)], [(5, -1), (6, -2)]] {
      let chart = LineChart(points.map { (x: $0.0, y: $0.1) }, xLabel: "x", yLabel: "y")
      #expect(chart.picture(width: 200, height: 120).bytes.contains { $0 != 255 })
      #expect(!chart.text(width: 24, height: 6).isEmpty)
    }
  }

  @Test func `the text has its axes, numbers and line`() {
    let points: [(progress: Double, rate: Double)] = [(0, 0), (30, 0.01), (100, 0)]
    let text = SchedulePlot(points).text(width: 40, height: 12)
    #expect(
      text == """
        learning rate
        0.010 +         ****
              |        **  ****
              |       **      ****
        0.005 +     ***          ****
              |    **               *****
              |   **                    ****
              | ***                        ****
            0 +**                             **
              ++---------------+---------------+
               0              50             100
                     training progress (%)
        """)
    #expect(SchedulePlot(points).text().split(separator: "\n").count == 18)
  }

  @Test func `numbers of axes have the digits that tell them apart`() {
    func labels(_ greatest: Double) -> [String] {
      // The numbers in front of the rows, from the top.
      LineChart([(0, 0), (1, greatest)], xLabel: "x", yLabel: "y").text(width: 60, height: 20)
        .split(separator: "\n").compactMap { line in
          line.firstIndex(of: "+").map { line[..<$0].filter { $0 != " " } }
        }.filter { !$0.isEmpty }.map { String($0) }
    }
    #expect(labels(1) == ["1.0", "0.8", "0.6", "0.4", "0.2", "0"])
    #expect(labels(0.0003) == ["0.0003", "0.0002", "0.0001", "0"])
    #expect(labels(1e-5) == ["1.0e-5", "8e-6", "6e-6", "4e-6", "2e-6", "0"])
    #expect(labels(2500) == ["2500", "2000", "1500", "1000", "500", "0"])
  }
}
