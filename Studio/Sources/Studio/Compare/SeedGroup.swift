import Catalogue
import Hourglass
import Jobs

/// Runs that differ in their seed alone, which are one line of a chart with a band; or one run.
struct SeedGroup: Sendable {
  /// What the line is called: the run's name, or what the names have in common with the number of seeds.
  let name: String
  let runs: [RunSubject]

  /// Groups `runs` in the order of the first of each group.
  ///
  /// A run without settings, or one that is being trained, is by itself: it joins its seeds when it is done.
  ///
  /// - Parameter areApart: Whether each run is by itself.
  static func groups(_ runs: [RunSubject], areApart: Bool) -> [SeedGroup] {
    var groups: [(settings: [String: String]?, runs: [RunSubject])] = []
    for run in runs {
      var settings = run.row?.settings ?? [:]
      let seed = settings.removeValue(forKey: "training.seed")
      let isAlone = areApart || seed == nil || run.status.isActive || run.status == .queued
      if !isAlone, let place = groups.firstIndex(where: { $0.settings == settings }) {
        groups[place].runs.append(run)
      } else {
        groups.append((isAlone ? nil : settings, [run]))
      }
    }
    return groups.map { SeedGroup(name: name(of: $0.runs), runs: $0.runs) }
  }

  /// Whether the line is a mean.
  var isMean: Bool { runs.count > 1 }

  private static func name(of runs: [RunSubject]) -> String {
    guard runs.count > 1 else { return runs[0].name }
    let names = runs.map { run in
      run.row?.seed.map { run.name.replacing("_seed=\($0)", with: "") } ?? run.name
    }
    var common = names[0]
    for name in names { common = String(zip(common, name).prefix { $0 == $1 }.map(\.0)) }
    if Set(names).count > 1 {
      if common.hasSuffix("seed-") || common.hasSuffix("seed=") { common.removeLast(5) }
      while let last = common.last, "-_=/. ".contains(last) { common.removeLast() }
    }
    return "\(common.isEmpty ? names[0] : common), \(Figures.count(runs.count, "seed"))"
  }
}

/// The mean of a metric of several seeds.
struct SeedMean: Codable, Hashable, Sendable {
  var mean: Double
  /// The deviation of a sample (n - 1); 0 for one value.
  var deviation: Double

  /// The mean of `values`; nil without any.
  init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    deviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : 0
  }

  /// `0.002164 ± 0.0001020`.
  var text: String { "\(Figures.number(mean)) ± \(Figures.number(deviation))" }
}
