import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Hummingbird
import Jobs
import Web

extension StudioServer {
  /// The identifier of a run in an address.
  static let runID = Parameter<String>.path("id", "The run: its name with ~ for /, and ~ and % as %7E and %25")

  var runEndpoints: [Endpoint] {
    let id = Self.runID
    let chart = Parameter<RunChart>.choice("chart", "The chart", default: .loss)
    return Endpoint.page(
      "/runs/{id}", "A run: status, charts, film, snapshots, settings", [id], template: "run", isShared: true
    ) { call in
      try await runDocument(call(id))
    } view: { document, _ in
      runView(document)
    }
      + [
        .get("/runs/{id}/metrics.json", "A chart of a run", [id, chart], isShared: true) { call in
          try await chartDocument(call(id), call(chart))
        },
        .bytes(.get, "/runs/{id}/metrics.csv", "The epochs of a run, a row each (RFC 4180)", [id], type: "text/csv") {
          call in
          try await metricsTable(call)
        },
        .bytes(
          .get, "/runs/{id}/log", "The end of what the run's process printed", [id, Self.logBytes], type: "text/plain"
        ) { call in
          let run = try await subject(call(id))
          return try await logAnswer(run.job, call)
        },
      ] + filmEndpoints + snapshotEndpoints
  }

  /// The bytes of a log that are shown.
  static let logBytes = Parameter.integer("bytes", "The maximum number of bytes", 1...(4 << 20), default: 64 << 10)

  /// The end of the log of a job.
  func logAnswer(_ job: Job?, _ call: Call) async throws -> Response {
    let limit = try call(Self.logBytes)
    guard let job else {
      throw WebError.notFound("the run was started from the command line, which printed its output there")
    }
    let path = queue.store.folder(of: job.id).output
    let text = try await compute { LogTail.text(path, limit: limit) } ?? ""
    return .bytes(text.utf8, type: "text/plain; charset=utf-8")
  }

  /// A chart of the run `id`, with its baselines where they are known; otherwise they are measured, and told to the page.
  private func chartDocument(_ id: String, _ chart: RunChart) async throws -> ChartDocument {
    let run = try await subject(id)
    guard let row = run.row else { return chart.document([], lossName: nil) }
    let history = try await catalogue.history(id)
    let (runEvents, runFiles) = (runEvents, runFiles)
    var document = try await compute {
      let directory = RunDirectory(path: run.directory)
      let events = runEvents.events(directory.events)
      let epochs = RunPoint.points(history, started: row.created)
      let points = Self.merged(epochs, events.points(atMost: 2000))
      var document = chart.document(points, lossName: row.lossName)
      document.marks = RunMarks.marks(directory, epochs, events, runFiles)
      return document
    }
    guard chart == .mse01 || chart == .psnr, row.last.mse01 != nil else { return document }
    if let known = baselines.known(run.directory) {
      chart.draw(known, in: &document)
    } else {
      Task { await measureBaselines(run) }
    }
    return document
  }

  /// The points of epochs and those between, in the order of their steps; an epoch's end has the values of both.
  static func merged(_ epochs: [RunPoint], _ others: [RunPoint]) -> [RunPoint] {
    var all = Dictionary(epochs.map { ($0.step, $0) }) { $1 }
    for point in others {
      guard var epoch = all[point.step] else {
        all[point.step] = point
        continue
      }
      epoch.stepLoss = point.stepLoss ?? epoch.stepLoss
      all[point.step] = epoch
    }
    return all.values.sorted { $0.step < $1.step }
  }

  /// Measures the baselines of a run, and tells its page.
  private func measureBaselines(_ run: RunSubject) async {
    guard let found = await baselines.measure(run.directory), !found.isEmpty else { return }
    var charts: [String: ChartDocument] = [:]
    for chart in [RunChart.mse01, .psnr] {
      var tail = chart.document([], lossName: nil)
      chart.draw(found, in: &tail)
      charts[chart.rawValue] = tail
    }
    await site.events.publish(run.topic, RunEvent(charts: charts))
    // The table of results has them, too.
    await site.events.publish(RunSubject.stateTopic(run.id), EmptyEvent())
  }

  private func metricsTable(_ call: Call) async throws -> Response {
    let run = try await subject(call(Self.runID))
    let directory = RunDirectory(path: run.directory)
    let text = try await compute { MetricsTable(RunOverview(directory).reports).csv }
    let name = run.name.replacing("/", with: "_")
    return .bytes(text.utf8, type: "text/csv; charset=utf-8", download: "\(name).csv")
  }
}

extension RunChart {
  /// Adds the lines of baselines to `document`, a document of this chart.
  ///
  /// A baseline that is exact up to rounding has no line, which would press the curves flat, but a sentence.
  func draw(_ baselines: [RunBaselines.Baseline], in document: inout ChartDocument) {
    document.baselines = baselines.filter { !$0.isExact }.compactMap { baseline in
      value(of: baseline).map { ChartDocument.Baseline(name: baseline.name, value: $0) }
    }
    let exact = baselines.filter { $0.isExact && value(of: $0) != nil }
    document.notes = exact.map { baseline in
      "\(baseline.name) is not drawn: it reconstructs these images exactly, but for rounding "
        + "(mean squared error \(Figures.number(baseline.mse01))), and its line would press the curves flat."
    }
  }
}
