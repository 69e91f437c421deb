import Catalogue
import Foundation
import Hourglass
import Jobs
import Web

/// Several runs side by side, as JSON.
struct ComparisonDocument: Codable, Sendable {
  /// A setting that the runs do not agree in.
  struct Setting: Codable, Hashable, Sendable {
    /// The path in the run file: `optimizer.learning_rate`.
    var name: String
    /// The value in each run, in their order; null for the default, or a setting that the run's model does not have.
    var values: [String?]
  }

  /// Runs that differ in their seed alone.
  struct Seeds: Codable, Hashable, Sendable {
    /// What their line is called.
    var name: String
    /// The identifiers of the runs.
    var run_ids: [String]
    /// The mean of the seeds' best, and newest, value of each metric.
    var best: [String: SeedMean]
    var last: [String: SeedMean]
  }

  /// The runs, in the order asked for, with their best and newest metrics.
  var runs: [RunEntry]
  /// The runs that are one line of the charts; empty where each is a line of its own.
  var seeds: [Seeds]
  /// Whether some runs differ in their seed alone.
  var has_seeds: Bool
  /// The settings that differ.
  var differing_settings: [Setting]
  /// The settings that all runs have alike.
  var common_settings: [SettingEntry]
  /// The charts that can be drawn.
  var charts: [ComparedChart]
  /// The titles of the charts.
  var chart_titles: [String]
  /// Whether any of the runs has a film.
  var has_film: Bool
  /// What cannot be compared, a sentence each.
  var notes: [String]
  /// The report of the comparison.
  var report: ComparisonReport
}

extension StudioServer {
  /// The runs `ids`, each once, in this order.
  ///
  /// - Throws: `WebError` unless there are 2 to 20, `CatalogueError` when one is not there.
  func comparedRuns(_ ids: [String]) async throws -> [RunSubject] {
    var runs: [RunSubject] = []
    for id in ids where !runs.contains(where: { $0.id == id }) { runs.append(try await subject(id)) }
    guard Self.comparedCount.contains(runs.count) else {
      throw WebError(fields: [FieldError("run", "expected 2 to 20 different runs, got \(runs.count)")])
    }
    return runs
  }

  /// The lines of `groups`; those of runs that have not begun, or have no epochs, are left out.
  func comparedLines(_ groups: [SeedGroup]) async throws -> [ComparedChart.Line] {
    var lines: [ComparedChart.Line] = []
    for group in groups {
      var histories: [MetricHistory] = []
      for run in group.runs where run.row != nil && !run.isFitted {
        histories.append(try await catalogue.history(run.id))
      }
      if !histories.isEmpty { lines.append(ComparedChart.Line(name: group.name, histories: histories)) }
    }
    return lines
  }

  /// PCA and the mean image, where the runs were validated on the same images; those that nobody has measured yet are
  /// measured, for the next time.
  func comparedBaselines(_ runs: [RunSubject], _ chart: ComparedChart) -> [RunBaselines.Baseline] {
    let rows = runs.compactMap(\.row)
    guard chart != .loss, Set(rows.map { [$0.dataset, $0.settings["data.validation"]] }).count == 1 else { return [] }
    var found: [RunBaselines.Baseline] = []
    var sizes: Set<Int?> = []
    for run in runs where run.row?.last.mse01 != nil && sizes.insert(run.row?.codeSize).inserted {
      guard let known = baselines.known(run.directory) else {
        Task { await baselines.measure(run.directory) }
        continue
      }
      found += known.filter { baseline in !found.contains { $0.name == baseline.name } }
    }
    return found
  }

  /// The comparison of `runs`.
  ///
  /// - Parameter areApart: Whether each seed is a line of its own.
  func comparison(_ runs: [RunSubject], areApart: Bool = false) async throws -> ComparisonDocument {
    let lines = try await comparedLines(SeedGroup.groups(runs, areApart: true))
    let groups = SeedGroup.groups(runs, areApart: false).filter(\.isMean)
    let film = try await compute { ComparedFilm.outline(runs) }
    let tables = try await compute { [runFiles] in Self.settings(runs, runFiles) }
    let (differing, common) = Self.compared(tables)
    let charts = ComparedChart.allCases.filter { chart in
      (chart != .loss || Self.lossNames(runs).count < 2)
        && lines.contains { $0.histories.contains(where: chart.isKnown) }
    }
    let lossName = Self.lossNames(runs).first
    return try await ComparisonDocument(
      runs: runs.map(RunEntry.init), seeds: areApart ? [] : groups.map(Self.seeds), has_seeds: !groups.isEmpty,
      differing_settings: differing, common_settings: common, charts: charts,
      chart_titles: charts.map { $0.document(lines, lossName: lossName).title }, has_film: !film.names.isEmpty,
      notes: Self.notes(runs, lines, charts, film), report: comparisonReport(runs))
  }

  private static func seeds(_ group: SeedGroup) -> ComparisonDocument.Seeds {
    let entries = group.runs.map(RunEntry.init)
    func means(_ values: [[String: Double]]) -> [String: SeedMean] {
      let names = Set(values.flatMap(\.keys))
      return Dictionary(
        uniqueKeysWithValues: names.compactMap { name in
          SeedMean(values.compactMap { $0[name] }).map { (name, $0) }
        })
    }
    return ComparisonDocument.Seeds(
      name: group.name, run_ids: group.runs.map(\.id), best: means(entries.map(\.best)),
      last: means(entries.map(\.last)))
  }

  /// The names of the losses of `runs`, sorted.
  static func lossNames(_ runs: [RunSubject]) -> [String] { Set(runs.compactMap { $0.row?.lossName }).sorted() }

  /// Why the loss of `runs` has no chart; nil where it may have one.
  static func lossRefusal(_ runs: [RunSubject]) -> String? {
    let names = lossNames(runs)
    guard names.count > 1 else { return nil }
    return "The losses differ (\(names.joined(separator: ", "))): on one axis equal heights would not be equal values. "
      + "Compare mse01 and psnr, which mean the same for all runs."
  }

  /// The settings of each run; where one has several processes, for which no run file asks, the number of processes, too.
  private static func settings(_ runs: [RunSubject], _ files: RunFileStore) -> [[String: String]] {
    let tables = runs.map { $0.row?.settings ?? [:] }
    let counts = runs.map { run in
      files.file(RunDirectory(path: run.directory).runFile).flatMap(RunProcesses.init)?.count ?? 1
    }
    guard counts.contains(where: { $0 > 1 }) else { return tables }
    return zip(tables, counts).map { table, count in
      table.isEmpty ? table : table.merging(["processes": "\(count)"]) { $1 }
    }
  }

  /// The settings that differ, and those that are alike, by their names; runs that have none yet are left out of the
  /// question.
  private static func compared(
    _ tables: [[String: String]]
  ) -> (differing: [ComparisonDocument.Setting], common: [SettingEntry]) {
    let known = tables.filter { !$0.isEmpty }
    var differing: [ComparisonDocument.Setting] = []
    var common: [SettingEntry] = []
    for name in Set(known.flatMap(\.keys)).sorted() {
      let values = Set(known.map { $0[name] })
      if values.count == 1, let value = values.first ?? nil {
        common.append(SettingEntry(name: name, value: value))
      } else {
        differing.append(ComparisonDocument.Setting(name: name, values: tables.map { $0[name] }))
      }
    }
    return (differing, common)
  }

  private static func notes(
    _ runs: [RunSubject], _ lines: [ComparedChart.Line], _ charts: [ComparedChart],
    _ film: (names: Set<String>, areAlike: Bool)
  ) -> [String] {
    func names(_ runs: [RunSubject]) -> String { runs.map(\.name).joined(separator: ", ") }
    var notes: [String] = []
    if let refusal = lossRefusal(runs) { notes.append(refusal) }
    if Set(runs.compactMap { $0.row?.dataset }).count > 1 {
      notes.append("The runs were trained on different images, so a better number need not mean a better model.")
    } else if Set(runs.compactMap { run in run.row.map { $0.settings["data.validation"] } }).count > 1 {
      notes.append("The runs hold out different validation images, so small differences mean little.")
    }
    if !ComparedChart.haveEqualEpochs(lines.flatMap(\.histories)) {
      notes.append(
        "The runs have different numbers of steps in an epoch, so curves and films go by steps; each film says its epoch."
      )
    }
    let fitted = runs.filter(\.isFitted)
    if !fitted.isEmpty {
      notes.append("Computed at once, without epochs, so without curves: \(names(fitted)).")
    }
    let waiting = runs.filter { $0.row?.settings.isEmpty ?? true }
    if !waiting.isEmpty {
      notes.append("Without settings, as they have not begun or cannot be read: \(names(waiting)).")
    }
    if charts.contains(.mse01) {
      let known = Set(lines.filter { $0.histories.contains(where: ComparedChart.mse01.isKnown) }.map(\.name))
      let missing = runs.filter { !known.contains($0.name) && !$0.isFitted }
      if !missing.isEmpty { notes.append("Without metrics on validation images: \(names(missing)).") }
    }
    let unseen = runs.filter { !film.names.contains($0.name) }
    if !film.names.isEmpty, !unseen.isEmpty { notes.append("Without a film: \(names(unseen)).") }
    if !film.areAlike {
      notes.append("The films show different images, so each set of originals is above the rows of its runs.")
    }
    if runs.contains(where: { $0.status.isActive }) {
      notes.append("Some of the runs are being trained: curves, metrics and films follow them.")
    }
    return notes
  }
}
