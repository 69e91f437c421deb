import Training

/// Evaluations of several runs in one table; runs that differ in their seed alone are one row.
public struct RunComparison: Codable, Hashable, Sendable {
  /// Runs of the same settings.
  public struct Group: Codable, Hashable, Sendable {
    /// The name of the run; of several runs, without the seed.
    public var name: String
    /// The evaluations, one a seed.
    public var evaluations: [RunEvaluation]
  }

  /// The groups in the order of their first run.
  public let groups: [Group]

  /// Groups `evaluations` by the name of their run without its seed.
  public init(_ evaluations: [RunEvaluation]) {
    var groups: [Group] = []
    for evaluation in evaluations {
      let name = evaluation.nameWithoutSeed
      let place = groups.firstIndex { group in
        group.name == name && !group.evaluations.contains { $0.seed == evaluation.seed }
      }
      if let place {
        groups[place].evaluations.append(evaluation)
      } else {
        groups.append(Group(name: name, evaluations: [evaluation]))
      }
    }
    self.groups = groups
  }

  /// A row for each group, mean ± deviation over seeds, and one for each yardstick.
  package var table: (header: [String], rows: [[String]]) {
    let four: (Double?) -> String = { MetricText.decimals($0, 4) }
    var rows = groups.map { group in
      let metrics = group.evaluations.map(\.measured.reconstruction)
      return [
        group.name, "\(group.evaluations.count)", group.evaluations.first.map { "\($0.measured.codeSize)" } ?? "",
        MetricText.spread(group.evaluations.map(\.measured.evaluation.loss), MetricText.significant),
        MetricText.spread(metrics.map(\.mse01), MetricText.significant),
        MetricText.spread(metrics.map(\.psnr)) { MetricText.decimals($0, 2) },
        MetricText.spread(metrics.compactMap(\.ssim), four),
      ]
    }
    let evaluations = groups.flatMap(\.evaluations)
    let isOneDataset = Set(evaluations.map(\.dataset)).count == 1
    let isOneSource = Set(evaluations.map(\.yardstickImages)).count == 1
    var known: Set<String> = []
    for (run, yardstick) in evaluations.flatMap({ run in run.yardsticks.map { (run, $0) } }) {
      let source = run.yardstickImages.map { " of \($0.words)" } ?? ""
      let name = yardstick.name + (isOneSource ? "" : source) + (isOneDataset ? "" : " on \(run.dataset)")
      guard known.insert(name).inserted else { continue }
      let metrics = yardstick.metrics
      rows.append([
        name, "", "", "–", MetricText.significant(metrics.mse01), MetricText.decimals(metrics.psnr, 2),
        four(metrics.ssim),
      ])
    }
    return (["run", "seeds", "code", "loss", "mse01", "psnr (dB)", "ssim"], rows)
  }

  /// The table in Markdown.
  public var markdown: String { ReportTable(table.header, rows: table.rows).markdown }
}
