import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Web

extension StudioServer {
  /// The presets with what the runs here measure of their figures.
  func presetDocuments(_ presets: [Preset]) async throws -> [PresetDocument] {
    var query = RunQuery()
    (query.words, query.isArchived) = ("reproduce/", nil)
    var known = Dictionary(try await subjects(query).map { ($0.name, $0) }) { $1 }
    // Runs of jobs that have made no folder yet.
    for job in queue.jobs {
      guard let name = job.task.run, name.hasPrefix("reproduce/"), known[name] == nil, job.state != .done else {
        continue
      }
      known[name] = RunSubject(
        id: RunID.id(of: name), name: name, row: nil, job: job, directory: "\(queue.store.runs)/\(name)")
    }
    let (subjects, jobs, store) = (known, queue.jobs, queue.store)
    return try await compute { presets.map { Self.document($0, subjects, jobs, store) } }
  }

  /// The preset called `name`.
  ///
  /// - Throws: `WebError` when there is none.
  static func preset(_ name: String) throws(WebError) -> Preset {
    do {
      return try PresetCatalogue.preset(named: name)
    } catch {
      throw WebError.notFound(PageWords.of(error))
    }
  }

  private static func document(
    _ preset: Preset, _ subjects: [String: RunSubject], _ jobs: [Job], _ store: JobStore
  ) -> PresetDocument {
    let runs = PresetRuns(preset: preset)
    let prefix = runs.name(seed: 0).dropLast()
    let seeds = subjects.compactMap { name, run -> (seed: Int, run: RunSubject)? in
      guard name.hasPrefix(prefix), let seed = Int(name.dropFirst(prefix.count)) else { return nil }
      return (seed, run)
    }.sorted { $0.seed < $1.seed }
    let overviews = seeds.map { RunOverview(RunDirectory(path: $0.run.directory)) }
    let job = jobs.filter { isMeasurement($0.task, of: preset) }.max { $0.id < $1.id }
    let log = job.flatMap { job in
      job.state == .done ? LogTail.text(store.folder(of: job.id).output, limit: 64 << 10) : nil
    }
    let printed = PresetRuns.printed(log ?? "")
    let areDone = !seeds.isEmpty && seeds.allSatisfy { $0.run.status == .done }
    let project = ProjectFigures.of(preset.name)
    let figures = preset.figures.enumerated().map { place, figure in
      var measured = overviews.map { PresetRuns.measured(figure.quantity, $0) }
      if case .probeError = figure.quantity, let values = printed[figure.quantity.description] {
        measured = values.map(Optional.some)
      }
      let values = measured.compactMap(\.self)
      let isWhole = areDone && values.count == measured.count && !values.isEmpty
      return PresetDocument.Figure(
        quantity: figure.quantity.description, published: figure.value, source: figure.source,
        allowed: figure.tolerance.description, project: project.indices.contains(place) ? project[place] : nil,
        measured: measured,
        is_met: isWhole ? figure.tolerance.isMet(by: values, published: figure.value) : nil)
    }
    let pca = runs.pcaName.flatMap { RunOverview(RunDirectory(path: "\(store.runs)/\($0)")).results?.test?.sse }
    let settings = try? preset.settings()
    return PresetDocument(
      name: preset.name, summary: preset.summary, run_file: preset.runFile, model: settings?.model ?? "",
      dataset: settings?.data.dataset, seeds: preset.seeds, url: "presets/\(preset.name)", figures: figures,
      runs: seeds.map { seed, run in
        PresetDocument.Seed(
          seed: seed, id: run.id, name: run.name, status: run.status, stage: RunEntry(run).stage, url: run.url)
      },
      measurement: job.map { JobEntry($0, progress: nil) },
      beside: preset.comparesWithPCA.map { "PCA with \($0) components, test sse" }, beside_value: pca)
  }

  private static func isMeasurement(_ task: JobTask, of preset: Preset) -> Bool {
    guard case .measure(let arguments) = task else { return false }
    return arguments.starts(with: ["reproduce", preset.name])
  }

  /// Queues the seeds of a preset that are not trained yet, one after the other, and the measurement after them.
  func reproduce(_ name: String, seeds: Int?) async throws -> ChangeAnswer {
    let preset = try Self.preset(name)
    guard !preset.figures.isEmpty else {
      throw WebError(
        .conflict, type: "state", "\(preset.name) has no published figure; train it from the form of a new run")
    }
    let runs = PresetRuns(preset: preset)
    let count = seeds ?? preset.seeds
    try await checkImages(of: preset)
    let document = try await presetDocuments([preset])[0]
    if let job = document.measurement, job.status.isActive || job.status == .queued {
      throw WebError(.conflict, type: "state", "\(preset.name) is being reproduced already")
    }
    var previous: JobID?
    for seed in 0..<count {
      let name = runs.name(seed: seed)
      let known = document.runs.first { $0.seed == seed }
      if known?.status == .done { continue }
      let job: Job
      if let old = self.job(ofRun: name), old.state.isActive || old.state == .queued {
        job = old
      } else if let old = self.job(ofRun: name), old.state.isResumable {
        job = try await queue.resume(old.id)
      } else {
        job = try await queue.add(
          .train(
            run: name, runFile: runs.runFile(seed: seed), group: "reproduce \(preset.name)", prerequisite: previous))
      }
      previous = job.id
    }
    try await queue.add(
      .measure(
        arguments: runs.measurement(seeds: count, runs: queue.store.runs), title: "Figures of \(preset.name)",
        group: "reproduce \(preset.name)", prerequisite: previous))
    return ChangeAnswer(message: "\(preset.name) is in the queue.", id: preset.name, url: document.url)
  }

  /// Rejects a preset whose images are not on this machine.
  private func checkImages(of preset: Preset) async throws {
    guard let name = try preset.settings().data.dataset else {
      throw WebError(.conflict, type: "state", "\(preset.name) names no data set; train it from the form of a new run")
    }
    let (dataRoot, environment) = (settings.dataRoot, runPaths.environment)
    let finding = try await compute {
      DatasetCatalogue.standard.findings(dataRoot: dataRoot, environment: environment).first { $0.dataset.name == name }
    }
    guard let finding, finding.folder == nil else { return }
    throw WebError(
      .conflict, type: "images", "\(finding.dataset.title) is not on this machine: \(finding.dataset.cure)")
  }
}
