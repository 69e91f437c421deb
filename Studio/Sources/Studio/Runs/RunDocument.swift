import Catalogue
import Foundation
import Hourglass
import Jobs

/// A run with all there is to know of it, as JSON.
struct RunDocument: Codable, Sendable {
  /// A run on the same data set or of the same model.
  struct RelatedEntry: Codable, Sendable {
    var id: String
    var name: String
    var status: JobState
    var url: String
    /// What both have: `data set and model`, `data set`, `model`.
    var shares: String
    var best: [String: Double]
  }

  var id: String
  var name: String
  var status: JobState
  var run: RunEntry
  /// The job that trains it; nil for a run of the command line.
  var job: JobEntry?
  /// What can be done with it: `abort`, `pause`, `resume`, `rename`, `delete`, `clone`.
  var actions: [String]
  /// Its folder.
  var directory: String
  /// What it was trained on last: `cuda NVIDIA H200`, `processor (avx512)`; before, what its job asks for.
  var device: String?
  /// The precision of products; nil on the processor.
  var precision: String?
  /// Whether a GPU computes the same bits each time.
  var deterministic: Bool
  /// Where it was continued on another device: `after epoch 3: avx512, then cuda NVIDIA H200`.
  var device_changes: [String]
  /// The processes that trained it last, or are to.
  var processes: Int
  /// CPU threads of each; nil on devices, and where it is not known.
  var threads: Int?
  /// Where it was continued in another number of processes: `after epoch 3: 1 of 2 threads, then 2 of 1 thread`.
  var process_changes: [String]
  /// What each process did in the newest epoch; empty for one process.
  var ranks: RunRanks
  /// The version of Hourglass that wrote its run file last.
  var version: String?
  /// The shape of its images: `1x28x28`.
  var image_dimensions: String?
  /// The path that the images were read from.
  var dataset_path: String?
  /// The address of its data set's page below the server's root; nil for images that the Studio has not made a data set of.
  var dataset_url: String?
  /// The command that would train a run with the same settings, quoted for a shell.
  var command: String
  var status_history: [StateEntry]
  /// The checkpoints, the best first, then the newest.
  var snapshots: [RunSnapshot]
  /// The settings in the order of their names.
  var settings: [SettingEntry]
  /// The metrics of the best checkpoint by part of the data: `train`, `validation`, `test`.
  var results: [String: [String: Double]]
  /// What the results are compared with; empty until it is measured.
  var baselines: [RunBaselines.Baseline]
  /// The steps of the film.
  var film_steps: [Int]
  /// The charts that have values; none for a model that was computed at once.
  var charts: [RunChart]
  /// Whether the model was computed from the training images at once, without epochs.
  var is_fitted: Bool
  /// What the training warned of.
  var warnings: [String]
  var related: [RelatedEntry]
  /// Reports, and the archive.
  var report: RunReportDocument
}

extension StudioServer {
  /// All there is to know of the run `id`.
  func runDocument(_ id: String) async throws -> RunDocument {
    let run = try await subject(id)
    let history = run.row == nil ? nil : try await catalogue.history(id)
    let (runEvents, runFiles) = (runEvents, runFiles)
    let files = try await compute { RunFolderFacts(run, history, runEvents, runFiles) }
    let device = files.device
    let request = run.job.map(\.device) ?? device?.request
    let precision = device?.isAccelerator == true ? device?.precision ?? "float32" : nil
    // A job that is resumed in another number of processes says so before the record does.
    let processes = run.job?.processCount ?? files.processes?.count ?? 1
    return RunDocument(
      id: run.id, name: run.name, status: run.status, run: RunEntry(run),
      job: run.job.map { JobEntry($0, progress: queue.progress(of: $0.id)) }, actions: Self.actions(run),
      directory: run.directory, device: device?.words ?? request?.name, precision: precision ?? request?.precision,
      deterministic: request?.isDeterministic ?? false, device_changes: device?.changes ?? [],
      processes: processes, threads: files.processes?.threads, process_changes: files.processes?.changes ?? [],
      ranks: files.ranks,
      version: run.row?.version, image_dimensions: files.images,
      dataset_path: run.row?.datasetPath, dataset_url: await dataSetURL(run),
      command: command(run, request, processes: processes),
      status_history: run.job?.history.map(StateEntry.init) ?? [],
      snapshots: files.snapshots,
      settings: (run.row?.settings ?? [:]).sorted { $0.key < $1.key }.map {
        SettingEntry(name: $0, value: $1)
      },
      results: Self.results(run), baselines: baselines.known(run.directory) ?? [], film_steps: files.filmSteps,
      charts: files.charts, is_fitted: run.isFitted, warnings: files.warnings, related: try await related(run),
      report: try await reports(run))
  }

  /// The page of the data set that the run names by the description that the Studio keeps.
  private func dataSetURL(_ run: RunSubject) async -> String? {
    guard let reference = run.row?.dataset else { return nil }
    let id = RunEntry.datasetName(reference)
    guard let set = try? await catalogue.dataSets.dataSet(id), set.reference == reference else { return nil }
    return "datasets/\(id)"
  }

  private static func actions(_ run: RunSubject) -> [String] {
    [
      (run.canPause, "pause"), (run.canStop, "abort"), (run.canResume, "resume"),
      (run.row != nil, "clone"),
      (run.isAtRest, "rename"), (run.isAtRest, "delete"),
    ].filter(\.0).map(\.1)
  }

  /// The command that would train a run with the same settings.
  private func command(_ run: RunSubject, _ device: DeviceRequest?, processes: Int) -> String {
    let file =
      run.row == nil ? run.job.map { queue.store.folder(of: $0.id).runFile } : RunDirectory(path: run.directory).runFile
    let words =
      MPILauncher.words(processes)
      + ["hourglass", "train", file ?? "", "--name", "\(run.name)-again", "--runs", queue.store.runs]
    return ShellText.line(words + (device?.flags(on: processes > 1 ? nil : run.job?.devices?.first) ?? []))
  }

  private static func results(_ run: RunSubject) -> [String: [String: Double]] {
    let parts = [
      ("train", run.row?.trainResults), ("validation", run.row?.validationResults), ("test", run.row?.testResults),
    ]
    return Dictionary(
      uniqueKeysWithValues: parts.compactMap { name, part in
        part.map { part in
          let values = [
            ("loss", part.loss), ("mse", part.mse), ("mse01", part.mse01), ("sse", part.sse), ("psnr", part.psnr),
          ]
          return (name, Dictionary(uniqueKeysWithValues: values.filter(\.1.isFinite)))
        }
      })
  }

  /// At most twelve runs on the same data set or of the same model, those with both first.
  private func related(_ run: RunSubject) async throws -> [RunDocument.RelatedEntry] {
    guard let row = run.row else { return [] }
    var found: [RunSubject] = []
    for path in [\RunQuery.dataset, \RunQuery.model] {
      guard let value = path == \RunQuery.dataset ? row.dataset : row.model else { continue }
      var query = RunQuery()
      (query[keyPath: path], query.limit) = (value, 24)
      found += try await subjects(query).filter { other in
        other.id != run.id && !found.contains { $0.id == other.id }
      }
    }
    let entries = found.map { other in
      let (isData, isModel) = (other.row?.dataset == row.dataset, other.row?.model == row.model)
      let shares = isData && isModel ? "data set and model" : isData ? "data set" : "model"
      return RunDocument.RelatedEntry(
        id: other.id, name: other.name, status: other.status, url: other.url, shares: shares,
        best: RunEntry(other).best)
    }
    return Array(
      (entries.filter { $0.shares.hasSuffix("and model") } + entries.filter { !$0.shares.hasSuffix("and model") })
        .prefix(12))
  }
}

/// What is read from a run's folder when its page is asked for.
struct RunFolderFacts: Sendable {
  let snapshots: [RunSnapshot]
  let filmSteps: [Int]
  let charts: [RunChart]
  let warnings: [String]
  /// The shape of its images.
  let images: String?
  /// What it was trained on last.
  let device: RunDevice?
  /// In how many processes it was trained last.
  let processes: RunProcesses?
  /// What each of them did.
  let ranks: RunRanks

  init(_ run: RunSubject, _ history: MetricHistory?, _ events: RunEventsStore, _ runFiles: RunFileStore) {
    let directory = RunDirectory(path: run.directory)
    snapshots = history.map { RunSnapshot.all(run, $0) } ?? []
    filmSteps = directory.filmSteps
    warnings = run.row == nil ? [] : events.events(directory.events).warnings
    let file = runFiles.file(directory.runFile)
    images = file?.record["images"]
    device = file.flatMap(RunDevice.init)
    processes = file.flatMap(RunProcesses.init)
    ranks = run.row == nil ? .none : RunRanks(logAt: directory.metrics)
    let points = history.map { RunPoint.points($0, started: nil) } ?? []
    let isLive = run.status.isActive || run.status == .queued
    charts =
      run.isFitted
      ? []
      : RunChart.allCases.filter { chart in
        (isLive && chart != .gradientNorm) || !chart.document(points, lossName: nil).series.isEmpty
      }
  }
}
