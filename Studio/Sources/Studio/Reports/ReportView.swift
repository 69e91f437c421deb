import Foundation
import Hourglass
import Jobs

extension RunReportDocument {
  /// What the template `run-report` shows.
  var fields: [String: Any] {
    var fields: [String: Any] = [
      "archiveUrl": archive_url,
      "pages": pages.map { page in
        [
          "part": page.part, "url": page.url, "bytes": Figures.bytes(page.bytes), "path": page.path,
          "written": page.written.formatted(.iso8601),
        ]
      },
    ]
    if !pages.isEmpty { fields["hasPages"] = true }
    if let archive {
      fields["archive"] = [
        "path": archive.path, "bytes": Figures.bytes(archive.bytes), "written": archive.written.formatted(.iso8601),
      ]
    }
    let isBusy = job.map { $0.status.isActive || $0.status == .queued } ?? false
    if let job, isBusy || job.status == .failed {
      let isWaiting = job.status == .queued
      fields["reportJob"] = ["url": job.url, "status": job.status.rawValue, "isWaiting": isWaiting] as [String: Any]
      if job.status == .failed { fields["failure"] = job.reason ?? "the report could not be written" }
    }
    if !isBusy {
      if let first = parts.first { fields["best"] = ["part": first] }
    }
    if parts.isEmpty { fields["isEarly"] = true }
    return fields
  }
}
