import ImageData
public import Pictures

/// A plot of the learning rate over a run.
public struct SchedulePlot {
  private let chart: LineChart

  /// Plots the points of `LearningRateSchedule.preview`, at least one: the progress in percent, and the rate.
  public init(_ points: [(progress: Double, rate: Double)]) {
    chart = LineChart(
      points.map { ($0.progress, $0.rate) }, xLabel: "training progress (%)", yLabel: "learning rate")
  }

  /// The plot as a picture, at least 200 x 120 pixels.
  public func picture(width: Int = 800, height: Int = 450) -> Picture { chart.picture(width: width, height: height) }

  /// The plot as `height` lines of at most `width` characters, at least 24 x 6.
  public func text(width: Int = 72, height: Int = 18) -> String { chart.text(width: width, height: height) }
}
