import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Hummingbird
import Jobs
import Web

/// The images of a report.
enum ReportPart: String, CaseIterable, Codable, Sendable {
  /// Validation images where the run has them, else test images, else training images.
  case best
  case train, validation, test
}

extension StudioServer {
  /// Reports and archives of runs.
  var reportEndpoints: [Endpoint] {
    let id = Self.runID
    let part = Parameter<ReportPart>.choice("part", "The images that are measured", default: .best)
    let name = Parameter<String>.path("part", "The images that were measured: train, validation or test")
    let download = Parameter.flag("download", "Whether browsers save the page instead of showing it")
    return [
      .get("/runs/{id}/report.json", "The reports and the archive of a run", [id]) { call in
        try await reports(subject(call(id)))
      },
      .post(
        "/runs/{id}/report", "Measure a run, and write its report and its archive beside it", [id, part],
        refusals: [.conflict]
      ) { call in
        try await writeReport(subject(call(id)), call(part))
      },
      .bytes(
        .get, "/runs/{id}/report/{part}.html", "A report as one page that needs no server", [id, name, download],
        type: "text/html"
      ) { call in
        try await report(call(id), call(name), isDownload: call(download), call)
      },
      .bytes(
        .get, "/runs/{id}/archive.tar.gz", "The run's folder with checksums; it unpacks to a folder of a run", [id],
        type: "application/gzip"
      ) { call in
        let run = try await subject(call(id))
        let archive = try await compute { try RunArchive(RunDirectory(path: run.directory), name: run.name) }
        return archive.response(making: compute)
      },
      .post("/runs/{id}/pack", "Write the archive of a run beside its folder", [id], refusals: [.conflict]) { call in
        try await pack(subject(call(id)))
      },
      .change(.post, "/report_runs", "Write the reports and the archives of several runs", refusals: [.conflict]) {
        (body: RunsRequest, _) in
        var runs: [RunSubject] = []
        for id in body.run_ids { runs.append(try await subject(id)) }
        for run in runs { _ = try await writeReport(run, .best) }
        return ChangeAnswer(message: "\(Figures.count(runs.count, "report")) being written.", url: "jobs")
      },
    ]
  }

  /// What there is to take away of `run`.
  func reports(_ run: RunSubject) async throws -> RunReportDocument {
    let job = queue.jobs.filter { Self.reportedRun($0.task) == run.name }.max { $0.id < $1.id }
    let entry = job.map { JobEntry($0, progress: nil) }
    return try await compute { RunReportDocument(run, job: entry) }
  }

  /// The name of the run that a task writes a report of; nil for other tasks.
  static func reportedRun(_ task: JobTask) -> String? {
    guard case .measure(let arguments) = task, arguments.count > 1, arguments[0] == "evaluate" else { return nil }
    return arguments[1]
  }

  /// Queues the measurement that writes a report; the archive follows it.
  private func writeReport(_ run: RunSubject, _ part: ReportPart) async throws -> ChangeAnswer {
    let document = try await reports(run)
    guard let best = document.parts.first else { throw Self.wrongState(run, "it has no checkpoint yet") }
    if let job = document.job, job.status.isActive || job.status == .queued {
      return ChangeAnswer(message: "The report of \(run.name) is being written already.", id: run.id, url: job.url)
    }
    let changes = queue.changes()
    let job = try await queue.add(
      .measure(
        arguments: ["evaluate", run.name, "--runs", queue.store.runs, "--split", part == .best ? best : part.rawValue],
        title: "Report of \(run.name)"))
    // Where the server ends before the job does, the archive can be asked for by itself.
    Task { await packAfter(job.id, run, changes) }
    let url = "jobs/\(job.id)/status"
    return ChangeAnswer(message: "The report of \(run.name) is being written.", id: run.id, url: url)
  }

  /// Writes the archive of `run` once its report is done.
  private func packAfter(_ id: JobID, _ run: RunSubject, _ changes: AsyncStream<JobChange>) async {
    for await change in changes {
      switch change {
      case .removed(id): return
      case .updated(let job) where job.id == id && !job.state.isActive && job.state != .queued:
        guard job.state == .done else { return }
        _ = try? await pack(run)
        await site.events.publish("jobs", JobEntry(job, progress: nil))
        return
      default: break
      }
    }
  }

  private func pack(_ run: RunSubject) async throws -> ChangeAnswer {
    guard run.row != nil else { throw Self.wrongState(run, "it has no folder yet") }
    let path = RunReportDocument.archivePath(run)
    let bytes = try await slowWork {
      try RunArchive(RunDirectory(path: run.directory), name: run.name).write(to: path)
    }
    return ChangeAnswer(message: "\(path): \(Figures.bytes(bytes)).", id: run.id, url: run.url)
  }

  private func report(_ id: String, _ part: String, isDownload: Bool, _ call: Call) async throws -> Response {
    let run = try await subject(id)
    guard DatasetPart(rawValue: part) != nil else {
      throw WebError.notFound("there is no report of \(part.prefix(80).debugDescription)")
    }
    let root = try await compute { try FileRoot(run.directory) }
    let title = isDownload ? "\(run.name.replacing("/", with: "_"))-\(part).html" : nil
    var response = try await call.file(
      "evaluation/\(part).html", below: root, type: "text/html; charset=utf-8", download: title)
    response.headers[.contentSecurityPolicy] = Self.reportPolicy
    return response
  }

  /// A report has its style and its pictures in itself; nothing of it may run, and nothing may be loaded.
  static let reportPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'"
}
