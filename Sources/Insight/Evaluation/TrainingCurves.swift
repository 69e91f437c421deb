import Training

/// The curves of one run's training as its report shows them: a chart of each metric, and a table of the epochs.
struct TrainingCurves {
  /// A chart of the report.
  struct Chart {
    /// The name of its file, without extension.
    let name: String
    /// What it shows, one sentence.
    let caption: String
    let svg: String
  }

  /// The charts that have points; none of a single epoch, whose numbers the table has.
  let charts: [Chart]
  /// The epochs, at most ``maxRows``; nil before the end of the first.
  let table: ReportTable?
  /// What the table leaves out; nil for nothing.
  let omission: String?

  private static let maxRows = 100

  /// The curves of the first run of `comparison`, with `yardsticks` as dashed lines.
  init(_ comparison: TrainingComparison, yardsticks: [NamedMetrics]) {
    var comparison = comparison
    comparison.yardsticks = yardsticks
    let curve = comparison.runs.first?.curve ?? []
    charts = curve.count < 2 ? [] : TrainingComparison.Curve.allCases.compactMap { Self.chart($0, comparison) }
    let best = comparison.runs.first?.best?.epoch
    let stride = max(1, (curve.count + Self.maxRows - 1) / Self.maxRows)
    let shown = curve.enumerated().filter { index, point in
      (curve.count - 1 - index).isMultiple(of: stride) || point.epoch == best
    }
    omission = stride > 1 ? "1 of \(stride) epochs is shown; metrics.jsonl in the run's folder has all." : nil
    let rows = shown.map { _, point in
      [
        "\(point.epoch)\(point.epoch == best ? ", best" : "")", MetricText.significant(point.trainingLoss),
        MetricText.significant(point.validation?.loss), MetricText.significant(point.validation?.mse01),
        MetricText.decimals(point.validation?.psnr, 2), MetricText.significant(point.learningRate),
      ]
    }
    let header = ["epoch", "training loss", "validation loss", "mse01", "psnr (dB)", "learning rate"]
    table = rows.isEmpty ? nil : ReportTable(header, rows: rows)
  }

  /// One curve, logarithmic where all values are positive and no logarithm already; nil without points.
  private static func chart(_ curve: TrainingComparison.Curve, _ comparison: TrainingComparison) -> Chart? {
    guard let linear = comparison.chart(curve) else { return nil }
    let values = linear.series.flatMap { $0.points.map(\.y) } + linear.levels.map(\.y)
    let isLogarithmic = curve != .psnr && values.allSatisfy { $0 > 0 }
    // The report is that of one run, whose name is its title.
    let run = comparison.runs[0].run
    let series = linear.series.map { line in
      var line = line
      line.name = line.name == run ? "" : String(line.name.dropFirst("\(run), ".count))
      return line
    }
    let chart = LineChart(
      series, levels: linear.levels, xLabel: linear.xLabel, yLabel: linear.yLabel, isLogarithmic: isLogarithmic,
      hasIntegerX: true)
    let scale = isLogarithmic ? " on a logarithmic axis" : ""
    return Chart(
      name: curve.rawValue, caption: "\(linear.yLabel.capitalizedFirst), by epoch\(scale).",
      svg: chart.svg(width: 800, height: 320))
  }
}

extension String {
  /// The text with a capital first letter.
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
