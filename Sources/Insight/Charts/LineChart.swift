internal import Diagnostics
internal import Foundation

/// Lines through points, with axes and a legend: as a picture, as SVG or as plain text.
///
/// A linear y axis starts at 0, or at the minimum if that is lower. Points that are not finite are ignored, on a
/// logarithmic axis those that are not above 0 too.
public struct LineChart: Sendable {
  /// A line.
  public struct Series: Sendable {
    /// The name in the legend; empty for a line without one.
    public var name: String
    /// Points in ascending order of x.
    public var points: [(x: Double, y: Double)]
    /// Whether the line is dashed.
    public var isDashed: Bool
    /// The number of the line's colour; lines of one number have one colour.
    public var colour: Int
    /// The range around the line, in ascending order of x; empty for none.
    public var band: [(x: Double, low: Double, high: Double)]

    /// Creates a line; the parameters are its properties.
    public init(
      _ name: String, _ points: [(x: Double, y: Double)], isDashed: Bool = false, colour: Int,
      band: [(x: Double, low: Double, high: Double)] = []
    ) {
      (self.name, self.points, self.isDashed, self.colour) = (name, points, isDashed, colour)
      self.band = band
    }
  }

  /// A value to compare the lines with, such as that of PCA: a dashed horizontal line with its name beside it.
  public struct Level: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The value.
    public var y: Double

    /// Creates a level; the parameters are its properties.
    public init(_ name: String, y: Double) { (self.name, self.y) = (name, y) }
  }

  /// The lines with the points that can be drawn.
  public let series: [Series]
  /// The values to compare with that can be drawn.
  public let levels: [Level]
  /// The labels of the axes.
  public let xLabel, yLabel: String
  /// Whether the y axis is logarithmic.
  public let isLogarithmic: Bool
  /// Whether x counts something, such as epochs, so that only integers are labelled.
  public let hasIntegerX: Bool

  /// Creates a chart of several lines.
  ///
  /// - Parameters:
  ///   - series: The lines.
  ///   - levels: Values to compare with.
  ///   - xLabel: The label of the x axis.
  ///   - yLabel: The label of the y axis.
  ///   - isLogarithmic: Whether the y axis is logarithmic.
  ///   - hasIntegerX: Whether x counts something, such as epochs, so that only integers are labelled.
  public init(
    _ series: [Series], levels: [Level] = [], xLabel: String, yLabel: String, isLogarithmic: Bool = false,
    hasIntegerX: Bool = false
  ) {
    func isDrawn(_ y: Double) -> Bool { y.isFinite && (!isLogarithmic || y > 0) }
    self.series = series.map { line in
      var drawn = line
      drawn.points = line.points.filter { $0.x.isFinite && isDrawn($0.y) }
      drawn.band = line.band.filter { $0.x.isFinite && isDrawn($0.low) && isDrawn($0.high) }
      return drawn
    }
    self.levels = levels.filter { isDrawn($0.y) }
    (self.xLabel, self.yLabel) = (xLabel, yLabel)
    (self.isLogarithmic, self.hasIntegerX) = (isLogarithmic, hasIntegerX)
  }

  /// Creates a chart of one line.
  ///
  /// - Parameters:
  ///   - points: In ascending order of x, at least one of them finite.
  ///   - xLabel: The label of the x axis.
  ///   - yLabel: The label of the y axis.
  public init(_ points: [(x: Double, y: Double)], xLabel: String, yLabel: String) {
    self.init([Series("", points, colour: 0)], xLabel: xLabel, yLabel: yLabel)
    require(!series[0].points.isEmpty, "a chart without points")
  }

  /// The lines that the legend names.
  var named: [Series] { series.filter { !$0.name.isEmpty } }

  /// The axes, with about `xTicks` and `yTicks` numbers.
  func axes(xTicks: Int, yTicks: Int) -> ChartAxes {
    let xs = series.flatMap { $0.points.map(\.x) }
    let ys = series.flatMap { $0.points.map(\.y) + $0.band.flatMap { [$0.low, $0.high] } } + levels.map(\.y)
    let (left, right) = (xs.min() ?? 0, xs.max() ?? 1)
    let end = right > left ? right : left + 1
    let across = AxisTicks(from: left, to: end, about: xTicks, integers: hasIntegerX)
    let (low, high) = (ys.min() ?? (isLogarithmic ? 0.1 : 0), ys.max() ?? 1)
    guard !isLogarithmic else {
      let margin = max(0.04 * log10(high / low), 0.02)
      let (bottom, top) = (low * pow(10, -margin), high * pow(10, margin))
      return ChartAxes(
        left: left, right: end, bottom: bottom, top: top, isLogarithmic: true, xTicks: across,
        yTicks: AxisTicks(logarithmicFrom: bottom, to: top), xLabel: xLabel, yLabel: yLabel)
    }
    let bottom = min(low, 0)
    let maximum = max(high, 0)
    let top = maximum > bottom ? maximum : bottom + 1
    // A round number just above the line is labelled too.
    let next = AxisTicks(from: bottom, to: top + 0.05 * (top - bottom), about: 5).values.last ?? top
    return ChartAxes(
      left: left, right: end, bottom: bottom, top: max(top, next), isLogarithmic: false, xTicks: across,
      yTicks: AxisTicks(from: bottom, to: max(top, next), about: yTicks), xLabel: xLabel, yLabel: yLabel)
  }
}
