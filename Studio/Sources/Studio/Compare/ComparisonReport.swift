import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Hummingbird
import Jobs
import Web

/// The report of a comparison, as JSON: one page that needs no server.
struct ComparisonReport: Codable, Sendable {
  /// The page.
  struct Page: Codable, Hashable, Sendable {
    /// The address below the server's root.
    var url: String
    /// The file.
    var path: String
    var bytes: Int
    var written: Date
  }

  /// The page that was written last; nil before the first.
  var page: Page?
  /// The job that writes it, or the last one that did; nil for none.
  var job: JobEntry?
  /// Whether all runs have a folder to compare.
  var is_possible: Bool
}

extension StudioServer {
  /// The report of the comparison of `runs`, in the order of its rows.
  func comparisonReport(_ runs: [RunSubject]) async throws -> ComparisonReport {
    let folder = comparisonFolder(runs)
    let job = queue.jobs.filter { job in
      if case .measure(let arguments) = job.task { arguments.contains(folder) } else { false }
    }.max { $0.id < $1.id }
    let entry = job.map { JobEntry($0, progress: nil) }
    let query = runs.map { "run=\(URLPart.escaped($0.id))" }.joined(separator: "&")
    let page = try await compute {
      RunReportDocument.file("\(folder)/comparison.html").map { file in
        ComparisonReport.Page(
          url: "runs/compare/report.html?\(query)", path: file.path, bytes: file.bytes, written: file.written)
      }
    }
    return ComparisonReport(page: page, job: entry, is_possible: runs.allSatisfy { $0.row != nil })
  }

  /// Queues the measurement that writes the report.
  func writeComparisonReport(_ runs: [RunSubject]) async throws -> ChangeAnswer {
    if let early = runs.first(where: { $0.row == nil }) { throw Self.wrongState(early, "it has no folder yet") }
    if let job = try await comparisonReport(runs).job, job.status.isActive || job.status == .queued {
      return ChangeAnswer(message: "The report is being written already.", url: job.url)
    }
    let job = try await queue.add(
      .measure(
        arguments: ["runs", "compare"] + runs.map(\.name)
          + ["--runs", queue.store.runs, "--output", comparisonFolder(runs), "--force"],
        title: "Comparison of \(Figures.count(runs.count, "run"))"))
    try? await compute { removeOldComparisons() }
    return ChangeAnswer(message: "The report is being written.", url: "jobs/\(job.id)/status")
  }

  /// The page of the report.
  func comparisonReport(_ runs: [RunSubject], isDownload: Bool, _ call: Call) async throws -> Response {
    let folder = comparisonFolder(runs)
    guard let root = try await compute({ try? FileRoot(folder) }) else {
      throw WebError.notFound("the report of this comparison has not been written")
    }
    var response = try await call.file(
      "comparison.html", below: root, type: "text/html; charset=utf-8",
      download: isDownload ? "comparison of \(runs.count) runs.html" : nil)
    response.headers[.contentSecurityPolicy] = Self.reportPolicy
    return response
  }

  /// The folder of the comparison of `runs`.
  private func comparisonFolder(_ runs: [RunSubject]) -> String { comparisons.path(of: runs.map(\.id)) }

  /// Removes reports of comparisons that are old; those that jobs write stay.
  ///
  /// Blocks.
  func removeOldComparisons() {
    comparisons.removeOldOften { [queue] in
      var used: Set<String> = []
      for job in queue.jobs where job.state.isActive || job.state == .queued || job.state == .paused {
        if case .measure(let arguments) = job.task { used.formUnion(arguments) }
      }
      return used
    }
  }
}

extension ComparisonReport {
  /// What the template `comparison-report` shows.
  var fields: [String: Any] {
    let isBusy = job.map { $0.status.isActive || $0.status == .queued } ?? false
    var fields: [String: Any] = [:]
    if let page {
      fields["reportPage"] = [
        "url": page.url, "bytes": Figures.bytes(page.bytes), "path": page.path,
        "written": page.written.formatted(.iso8601),
      ]
    }
    if let job, isBusy || job.status == .failed {
      fields["reportJob"] =
        ["url": job.url, "status": job.status.rawValue, "isWaiting": job.status == .queued] as [String: Any]
      if job.status == .failed { fields["failure"] = job.reason ?? "The report could not be written." }
    }
    if !isBusy, is_possible { fields["canWrite"] = true }
    if !is_possible { fields["isEarly"] = true }
    return fields
  }
}
