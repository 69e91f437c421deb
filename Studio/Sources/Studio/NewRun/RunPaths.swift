import Catalogue
import Foundation
import Hourglass

/// The files that a run of the Studio may read: images and checkpoints below configured folders.
struct RunPaths: Sendable {
  private let folders: FolderBrowser
  /// The folder of all runs.
  let runs: String
  /// The environment of processes, which may name a folder of data sets.
  let environment: [String: String]

  init(_ settings: StudioSettings, runs: String) {
    self.runs = runs
    let roots = settings.roots.isEmpty ? [NSHomeDirectory()] : settings.roots
    folders = FolderBrowser(roots: roots + [runs] + [settings.dataRoot].compactMap(\.self))
    var environment = ProcessInfo.processInfo.environment
    if let root = settings.dataRoot { environment[DatasetCatalogue.environmentVariable] = root }
    self.environment = environment
  }

  /// Rejects settings that name files elsewhere.
  ///
  /// - Parameters:
  ///   - settings: The settings.
  ///   - hasImages: Whether the data set is there, and not only being made.
  /// - Throws: `SettingError` with the field.
  func check(_ settings: RunSettings, hasImages: Bool) throws(SettingError) {
    if hasImages, let dataset = settings.data.dataset, !Self.isKnown(dataset) { try check(dataset, "dataset") }
    if let folder = settings.data.root { try check(folder, "root") }
    if let file = settings.data.mean { try check(file, "mean") }
    if let folder = settings.reading.root { try check(folder, "list_root") }
    if let file = settings.reading.classNames { try check(file, "class_names") }
    if let source = settings.start.source { try checkStart(source) }
  }

  /// Whether a name is that of a data set that needs no path.
  static func isKnown(_ name: String) -> Bool {
    DatasetCatalogue.standard.known.contains { $0.name == name.lowercased() }
  }

  private func checkStart(_ source: String) throws(SettingError) {
    let isInside = !source.split(separator: "/").contains("..") && !source.hasPrefix("/")
    if isInside, RunDirectory(path: "\(runs)/\(source)").exists { return }
    guard source.hasPrefix("/") else {
      let known = RunDirectory.all(in: runs).map(\.name)
      throw SettingError(
        .badValue,
        Report(
          "no such run", place: "from", got: source, cure: known.isEmpty ? nil : knownNames(known, insteadOf: source)))
    }
    try check(source, "from")
  }

  private func check(_ path: String, _ field: String) throws(SettingError) {
    do {
      _ = try folders.resolved(path)
    } catch {
      var report = error.report
      report.place = field
      report.got = path
      throw SettingError(.badValue, report)
    }
  }
}
