import Training

extension TrainingComparison {
  /// The metrics of each run's best and last epoch.
  package var metricsTable: (header: [String], rows: [[String]]) {
    let rows = runs.flatMap { run in
      [("best", run.best), ("last", run.last)].compactMap { which, point -> [String]? in
        guard let point else { return nil }
        return [
          run.run, which, "\(point.epoch)", MetricText.significant(point.trainingLoss),
          MetricText.significant(point.validation?.loss), MetricText.significant(point.validation?.mse01),
          MetricText.decimals(point.validation?.psnr, 2), "\(run.parameters)", "\(run.codeSize)",
        ]
      }
    }
    let means = seeds.flatMap { group in
      let sides = group.map { runs[$0] }
      return [("best", sides.compactMap(\.best)), ("last", sides.compactMap(\.last))].compactMap { which, points in
        points.count < group.count ? nil : meanRow(name(ofSeeds: group), which, points, sides[0])
      }
    }
    let references = yardsticks.map { yardstick in
      [
        yardstick.name, "", "", "–", "–", MetricText.significant(yardstick.metrics.mse01),
        MetricText.decimals(yardstick.metrics.psnr, 2), "", "",
      ]
    }
    return (
      [
        "run", "", "epoch", "training loss", "validation loss", "mse01", "psnr (dB)", "parameters", "code",
      ], rows + means + references
    )
  }

  /// The mean ± the deviation of the metrics of seeds; a metric that one of them lacks is left out.
  private func meanRow(_ name: String, _ which: String, _ points: [Point], _ side: Side) -> [String] {
    func text(_ metric: (Point) -> Double?, _ text: (Double?) -> String) -> String {
      let values = points.compactMap(metric)
      guard values.count == points.count else { return "–" }
      let mean = SeedMean(values)
      return "\(text(mean.mean)) ± \(text(mean.deviation))"
    }
    return [
      name, which, "", text(\.trainingLoss, MetricText.significant),
      text({ $0.validation?.loss }, MetricText.significant), text({ $0.validation?.mse01 }, MetricText.significant),
      text({ $0.validation?.psnr }) { MetricText.decimals($0, 2) }, "\(side.parameters)", "\(side.codeSize)",
    ]
  }

  /// The settings that differ, a column for each run.
  package var settingsTable: (header: [String], rows: [[String]]) {
    (["setting"] + runs.map(\.run), settings.map { [$0.name] + $0.values.map { $0 ?? "–" } })
  }

  /// The comparison in Markdown, with `figures` as file names and captions.
  public func markdown(figures: [(file: String, caption: String)] = []) -> String {
    var parts = ["# \(runs.map(\.run).joined(separator: ", "))"]
    parts.append(ReportTable(metricsTable.header, rows: metricsTable.rows).markdown)
    if settings.isEmpty {
      parts.append("The settings are the same.")
    } else {
      parts.append("## Settings that differ\n\n\(ReportTable(settingsTable.header, rows: settingsTable.rows).markdown)")
      parts.append("– is the default, or a setting that the run's model does not have.")
    }
    for figure in figures { parts.append("![\(figure.caption)](\(figure.file))\n\n\(figure.caption)") }
    if !notes.isEmpty { parts.append(notes.map { "* \($0)" }.joined(separator: "\n")) }
    return parts.joined(separator: "\n\n") + "\n"
  }
}
