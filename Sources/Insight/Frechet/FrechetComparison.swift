/// Fréchet distances of several runs in one table; runs that differ in their seed alone have a row of their mean.
public struct FrechetComparison: Codable, Hashable, Sendable {
  /// The results, one a run.
  public let results: [FrechetResult]

  /// Compares `results`, in their order.
  public init(_ results: [FrechetResult]) { self.results = results }

  /// A row for each run, then mean ± deviation of runs that differ in their seed alone.
  package var table: (header: [String], rows: [[String]]) {
    var groups: [(name: String, results: [FrechetResult])] = []
    for result in results {
      let name = result.nameWithoutSeed
      if let place = groups.firstIndex(where: { $0.name == name }) {
        groups[place].results.append(result)
      } else {
        groups.append((name, [result]))
      }
    }
    let means = groups.filter { Set($0.results.map(\.seed)).count > 1 }
    let rows =
      results.map { [$0.run, "\($0.codeSize)"] + distances([$0]) }
      + means.map { ["\($0.name), mean ± deviation", ""] + distances($0.results) }
    return (["run", "code", "reconstructions", "prior", "gaussian", "mixture", "interpolations"], rows)
  }

  /// What the distances are and are not, in lines.
  package var explanations: [String] {
    var lines: [String] = []
    for result in results {
      let compared = result.part == "test" ? "test images" : "\(result.part) images"
      let texts = [
        "features: \(result.features.text)",
        "distances from \(result.images) \(compared); training images have \(MetricText.significant(result.training)), "
          + "about the minimum",
      ]
      lines += texts.filter { !lines.contains($0) }
    }
    return lines + ["distances depend on the features: they cannot be compared with FID, which uses Inception-v3"]
  }

  /// The notes of all results, each with the runs that it is about.
  package var notes: [String] {
    var notes: [(text: String, runs: [String])] = []
    for result in results {
      for text in result.notes {
        if let place = notes.firstIndex(where: { $0.text == text }) {
          notes[place].runs.append(result.run)
        } else {
          notes.append((text, [result.run]))
        }
      }
    }
    return notes.map { "\($0.runs.joined(separator: ", ")): \($0.text)" }
  }

  private func distances(_ results: [FrechetResult]) -> [String] {
    let columns: [[Double?]] = [
      results.map(\.reconstructions), results.map(\.prior), results.map(\.gaussian), results.map(\.mixture),
      results.map(\.interpolations),
    ]
    return columns.map { MetricText.spread($0.compactMap(\.self), MetricText.significant) }
  }
}
