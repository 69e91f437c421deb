internal import Diagnostics
import ImageData
public import Pictures

/// The bars of a histogram with axes, as a picture or as SVG.
///
/// A bin with any value is drawn at least one pixel high.
public struct HistogramChart: Hashable, Sendable {
  /// The number of values in each bin; bins have equal width.
  public let counts: [Int]
  /// The lower edge of the first bin and the upper edge of the last.
  public let range: ClosedRange<Double>
  /// The labels of the axes.
  public let xLabel, yLabel: String

  /// Creates a chart.
  ///
  /// - Parameters:
  ///   - counts: The number of values in each bin, at least one bin.
  ///   - range: The edges of the first and the last bin; a range without width is widened by 0.5 on both sides.
  ///   - xLabel: The label of the x axis.
  ///   - yLabel: The label of the y axis.
  public init(_ counts: [Int], range: ClosedRange<Double>, xLabel: String, yLabel: String) {
    require(!counts.isEmpty, "a histogram without bins")
    let isWide = range.upperBound > range.lowerBound
    self.counts = counts
    self.range = isWide ? range : range.lowerBound - 0.5...range.upperBound + 0.5
    (self.xLabel, self.yLabel) = (xLabel, yLabel)
  }

  /// Creates a chart of the histogram in `statistics` of the values called `name`.
  public init(_ statistics: ValueStatistics, of name: String) {
    let (low, high) = (Double(statistics.minimum), Double(statistics.maximum))
    let counts = statistics.histogram
    self.init(
      counts, range: low.isFinite && high.isFinite && low <= high ? low...high : 0...0,
      xLabel: "value (mean \(MetricText.significant(statistics.mean)), "
        + "deviation \(MetricText.significant(statistics.deviation)))",
      yLabel: "\(name): \(statistics.count) \(statistics.count == 1 ? "value" : "values") in \(counts.count) bins")
  }

  private var axes: ChartAxes {
    let highest = Double(max(counts.max() ?? 0, 1))
    let next = AxisTicks(from: 0, to: 1.05 * highest, about: 5, integers: true).values.last ?? highest
    let top = max(highest, next)
    return ChartAxes(
      left: range.lowerBound, right: range.upperBound, bottom: 0, top: top, isLogarithmic: false,
      xTicks: AxisTicks(from: range.lowerBound, to: range.upperBound, about: 8),
      yTicks: AxisTicks(from: 0, to: top, about: 5, integers: true), xLabel: xLabel, yLabel: yLabel)
  }

  /// The bars as left, right and top in the units of `area`.
  private func bars(in area: ChartAxes.Area) -> [(left: Double, right: Double, top: Double)] {
    let width = (area.x1 - area.x0) / Double(counts.count)
    return counts.enumerated().compactMap { bin, count in
      guard count > 0 else { return nil }
      let top = min(area.place(range.lowerBound, Double(count)).y, area.y1 - 1)
      return (area.x0 + Double(bin) * width, area.x0 + Double(bin + 1) * width, top)
    }
  }

  /// The chart as a picture, at least 200 x 120 pixels.
  public func picture(width: Int = 800, height: Int = 450) -> Picture {
    require(width >= 200 && height >= 120, "a chart of \(width) x \(height) pixels")
    let scale = width >= 600 && height >= 300 ? 2 : 1
    var canvas = ChartCanvas(width: width, height: height)
    let area = axes.draw(on: &canvas, height: height, scale: scale, rightMargin: 20 * scale)
    for bar in bars(in: area) {
      let (left, right) = (Int(bar.left.rounded()), Int(bar.right.rounded()))
      let top = Int(bar.top.rounded())
      canvas.fill(.series(0), x: left + 1, y: top, width: max(right - left - 1, 1), height: Int(area.y1) - top)
    }
    return canvas.picture
  }

  /// The chart as SVG, at least 200 x 120; the background is that of the page, light or dark.
  public func svg(width: Int = 800, height: Int = 450) -> String {
    require(width >= 200 && height >= 120, "a chart of \(width) x \(height)")
    var drawing = SVGText(width: width, height: height)
    let area = axes.draw(in: &drawing, height: height, rightMargin: 40)
    for bar in bars(in: area) {
      drawing.rectangle(
        bar.left + 0.5, bar.top, bar.right - bar.left - 1, area.y1 - bar.top, colour: SeriesColour.hexadecimal(0))
    }
    return drawing.text
  }
}
