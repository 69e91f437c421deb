import Foundation
import Hourglass
import Jobs
import Web

extension StudioServer {
  /// What the page of jobs shows.
  func jobsView(_ document: JobsDocument) -> PageView {
    let active = document.jobs.filter(\.status.isActive)
    let waiting = document.jobs.filter { $0.status == .queued }
    let others = document.jobs.filter { !$0.status.isActive && $0.status != .queued }
      .sorted { ($0.ended ?? $0.created) > ($1.ended ?? $1.created) }
    var fields: [String: Any] = [
      "slots": document.slots, "slotsInUse": document.slots_in_use, "active": active.map(jobRow),
      "others": others.map(jobRow),
      "waiting": waiting.enumerated().map { place, job in
        var row = jobRow(job)
        row["place"] = place + 1
        if place == 0 { row["isFirst"] = true }
        if place == waiting.count - 1 { row["isLast"] = true }
        return row
      },
      "damaged": document.damaged.map { ["path": $0.path, "reason": $0.reason] },
    ]
    fields["mpi"] = document.mpi.view
    fields["devices"] = Self.deviceFields(document.devices)
    if !document.devices.devices.isEmpty || document.jobs.contains(where: { $0.device != nil }) {
      fields["showsDevices"] = true
    }
    if document.jobs.isEmpty { fields["isEmpty"] = true }
    if !active.isEmpty { fields["hasActive"] = true }
    if !waiting.isEmpty { fields["hasWaiting"] = true }
    if !others.isEmpty { fields["hasOthers"] = true }
    return PageView("Jobs", section: "jobs", topics: ["jobs"], fields)
  }

  /// What the page of a job shows.
  func jobView(_ document: JobDocument) -> PageView {
    var fields = jobRow(document.job)
    fields["history"] = Self.historyRows(document.status_history)
    fields["command"] = document.command
    fields["directory"] = document.directory
    fields["logTopic"] = "log:\(document.id)"
    if let status = document.exit_status { fields["exitStatus"] = "\(status)" }
    return PageView(document.name, section: "jobs", topics: ["jobs"], fields)
  }

  /// What tables show of a job.
  func jobRow(_ job: JobEntry) -> [String: Any] {
    var row: [String: Any] = [
      "id": job.id, "name": job.name, "status": job.status.rawValue, "url": job.url, "topic": "job:\(job.id)",
      "kind": Self.kindName(job.type), "threads": job.threads * job.processes,
      "threadCount": job.processes > 1
        ? RunProcesses.words(job.processes, threads: job.threads) : Figures.count(job.threads, "thread"),
      "created": job.created.formatted(.iso8601),
    ]
    if job.processes > 1 { row["processes"] = Figures.count(job.processes) }
    row["device"] = job.device_words ?? "processor"
    if let words = job.device_words { row["onDevice"] = words }
    if let run = job.run_id { row["run"] = ["url": RunSubject.url(run)] }
    if let progress = job.progress, job.status != .done {
      (row["progress"], row["percent"]) = (Figures.raw(progress), Figures.percent(progress))
    }
    row["stage"] = job.stage ?? ""
    row["left"] = job.remaining_seconds.map(Figures.left) ?? Figures.nothing
    if job.status.isActive { row["isRunning"] = true }
    if let ended = job.ended { row["ended"] = ended.formatted(.iso8601) }
    if let reason = job.problem ?? job.reason { row["reason"] = reason }
    if let stopping = job.stopping { row["stopping"] = stopping == "pause" ? "is saving to pause" : "is being stopped" }
    if let prerequisite = job.prerequisite {
      row["waitsFor"] = ["url": "jobs/\(prerequisite)/status", "id": prerequisite]
    }
    if !job.last_lines.isEmpty { row["lastLines"] = job.last_lines.joined(separator: "\n") }
    if job.status.isActive || job.status == .queued { row["canPause"] = true }
    if job.status.isActive || [.queued, .paused, .interrupted].contains(job.status) { row["canAbort"] = true }
    if job.status.isResumable { row["canResume"] = true }
    if job.status.isResumable, job.device != nil { row["canResumeOnProcessor"] = true }
    if job.status.isResumable, job.type == .train {
      row["resumeIn"] = resumeChoices(job.processes, url: "jobs/\(job.id)")
    }
    if !job.status.isActive, job.status != .queued { row["canDelete"] = true }
    return row
  }

  /// The states of a job, with the time that each lasted.
  static func historyRows(_ history: [StateEntry]) -> [[String: Any]] {
    history.enumerated().map { place, entry in
      var row: [String: Any] = ["status": entry.status.rawValue, "time": entry.time.formatted(.iso8601)]
      if let reason = entry.reason { row["why"] = reason }
      if place + 1 < history.count {
        row["lasted"] = Figures.duration(max(0, history[place + 1].time.timeIntervalSince(entry.time)))
      }
      return row
    }
  }

  private static func kindName(_ kind: JobKind) -> String {
    switch kind {
    case .train: "training"
    case .dataImport: "import"
    case .download: "download"
    case .measure: "measurement"
    }
  }
}
