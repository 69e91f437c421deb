import Foundation
import Insight
import Pictures
import Testing

/// Bars of histograms as pictures and as SVG.
struct HistogramChartTests {
  /// Left, top, width and height of the bars of an SVG.
  private func bars(_ svg: String) -> [[Double]] {
    svg.matches(of: /<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/).map { match in
      [match.output.1, match.output.2, match.output.3, match.output.4].compactMap { Double($0) }
    }
  }

  /// The texts of an SVG.
  private func texts(_ svg: String) -> [String] { svg.matches(of: /<text[^>]*>([^<]*)</).map { String($0.output.1) } }

  @Test func `bars are as high as their counts, and one with any value is seen`() throws {
    let chart = HistogramChart([10, 0, 1000, 500, 1], range: -1...1, xLabel: "value", yLabel: "encoder.weight")
    let bars = bars(chart.svg())
    #expect(bars.count == 4)
    #expect(abs(bars[1][3] / bars[2][3] - 2) < 0.01 && bars[3][3] >= 1)
    #expect(Set(bars.map { $0[1] + $0[3] }.map { Int($0.rounded()) }).count == 1)
    // An empty bin leaves its place free.
    let lefts = bars.map { $0[0] }
    #expect(abs(lefts[1] - lefts[0] - 2 * (lefts[2] - lefts[1])) < 0.4)
    let picture = chart.picture()
    func height(_ share: Double) -> Int {
      let x = Int(lefts[0] + share * 5 * (lefts[2] - lefts[1]))
      return (0..<picture.height).count { y in
        let at = (y * picture.width + x) * 3
        return picture.bytes[at] == 0 && picture.bytes[at + 1] == 0x72 && picture.bytes[at + 2] == 0xB2
      }
    }
    #expect(abs(Double(height(0.5)) / Double(height(0.7)) - 2) < 0.05 && height(0.3) == 0)
  }

  @Test func `counts are labelled by integers, values by their range`() {
    let texts = texts(HistogramChart([1, 2, 1], range: -0.5...0.5, xLabel: "value", yLabel: "a & b").svg())
    #expect(texts.contains("a &amp; b") && texts.contains("2") && texts.contains("-0.4"))
    #expect(!texts.contains("0.5") && !texts.contains("1.5"))
  }

  @Test func `the histogram of a tensor has its name, mean and deviation; equal values are one bar`() {
    let statistics = ValueStatistics(of: (0..<1000).map { Float($0) / 999 })
    let text = HistogramChart(statistics, of: "encoder.weight").svg()
    #expect(bars(text).count == 20 && texts(text).contains("encoder.weight: 1000 values in 20 bins"))
    #expect(texts(text).contains("value (mean 0.5000, deviation 0.2890)"), "\(texts(text))")
    for values in [[Float](repeating: 3, count: 7), [0], [.nan]] {
      let chart = HistogramChart(ValueStatistics(of: values), of: "bias")
      #expect(chart.range.upperBound > chart.range.lowerBound)
      #expect(bars(chart.svg()).count == (values[0].isFinite ? 1 : 0))
      #expect(chart.picture(width: 300, height: 200).bytes.contains { $0 != 255 })
    }
  }
}
