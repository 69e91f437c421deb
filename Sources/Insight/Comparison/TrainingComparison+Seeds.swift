import Foundation

extension TrainingComparison {
  /// A line of a chart: one run, or the mean of runs that differ in their seed alone.
  struct Line {
    let name: String
    /// The places of the runs.
    let runs: [Int]
  }

  /// The lines in the order of their first runs; each run by itself unless `hasMeans`.
  func lines(hasMeans: Bool) -> [Line] {
    runs.indices.compactMap { place in
      guard hasMeans, let group = seeds.first(where: { $0.contains(place) }) else {
        return Line(name: runs[place].run, runs: [place])
      }
      return group[0] == place ? Line(name: name(ofSeeds: group), runs: group) : nil
    }
  }

  /// What the names of the runs `group` have in common, with the number of seeds.
  func name(ofSeeds group: [Int]) -> String {
    let names = group.map { runs[$0].run }
    var common = names.dropFirst().reduce(names[0]) { $0.commonPrefix(with: $1) }
    for ending in ["seed=", "seed-", "seed_", "seed"] where common.hasSuffix(ending) { common.removeLast(ending.count) }
    while let last = common.last, "-_=/. ".contains(last) { common.removeLast() }
    return "\(common.isEmpty ? names[0] : common), \(group.count) seeds"
  }
}

/// The mean of a metric over seeds.
struct SeedMean: Hashable {
  let mean: Double
  /// The deviation of a sample (n - 1); 0 for one value.
  let deviation: Double

  var low: Double { mean - deviation }
  var high: Double { mean + deviation }

  /// The mean of `values`, at least one.
  init(_ values: [Double]) {
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    deviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : 0
  }

  /// The means at the epochs that all of `curves` have, ascending.
  static func byEpoch(_ curves: [[(epoch: Int, value: Double)]]) -> [(epoch: Int, value: SeedMean)] {
    let tables = curves.map { curve in Dictionary(curve.map { ($0.epoch, $0.value) }) { $1 } }
    return (tables.first?.keys.sorted() ?? []).compactMap { epoch in
      let values = tables.compactMap { $0[epoch] }
      return values.count == tables.count ? (epoch, SeedMean(values)) : nil
    }
  }
}
