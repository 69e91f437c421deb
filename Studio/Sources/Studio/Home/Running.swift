import Catalogue
import Foundation
import Hourglass
import Jobs
import Web

/// What is running and waiting now.
struct RunningDocument: Codable, Sendable {
  /// Slots of CPU threads that trainings share.
  var slots: Int
  /// Slots that are taken.
  var slots_in_use: Int
  /// Devices, each of which takes one training at a time.
  var devices: Int
  /// Devices that are taken.
  var devices_in_use: Int
  /// What is running, the longest first.
  var running: [RunningEntry]
  /// The jobs that wait for their turn, in the order of the queue.
  var queued: [JobEntry]
}

/// A process that works: of a job, or of a run that the command line started.
struct RunningEntry: Codable, Sendable {
  /// The job; nil for a run of the command line.
  var job: JobEntry?
  /// The run; nil for jobs that train nothing, and before the run's folder is there.
  var run: RunEntry?
  /// The newest reconstructions, side by side, below the server's root.
  var picture: String?
}

extension StudioServer {
  /// What is running and waiting now.
  func runningDocument() async throws -> RunningDocument {
    var query = RunQuery()
    (query.isArchived, query.states) = (nil, [.training])
    let training = try await subjects(query)
    let active = queue.jobs.filter(\.state.isActive)
    var entries: [RunningEntry] = []
    for job in active {
      let run = job.task.run.flatMap { name in training.first { $0.name == name } }
      entries.append(runningEntry(job, run))
    }
    for run in training where run.isTrainedElsewhere { entries.append(runningEntry(nil, run)) }
    let devices = devicesDocument().devices
    return RunningDocument(
      slots: queue.settings.slots,
      slots_in_use: active.filter { $0.kind == .train }.reduce(0) { $0 + $1.slots(of: queue.settings.slots) },
      devices: devices.count, devices_in_use: devices.count { $0.job != nil }, running: entries,
      queued: queue.jobs.filter { $0.state == .queued }.map { JobEntry($0, progress: nil) })
  }

  private func runningEntry(_ job: Job?, _ run: RunSubject?) -> RunningEntry {
    RunningEntry(
      job: job.map { JobEntry($0, progress: queue.progress(of: $0.id)) }, run: run.map(RunEntry.init),
      picture: run.flatMap { run in
        RunDirectory(path: run.directory).filmSteps.last.map { RunFilmDocument.url(run, step: $0) }
      })
  }

  /// What the template `running-cards` shows.
  func runningFields(_ document: RunningDocument) -> [String: Any] {
    var fields: [String: Any] = [
      "running": document.running.map(Self.card), "queued": document.queued.map(Self.waiting),
      "slots": document.slots, "slotsInUse": document.slots_in_use,
    ]
    if document.devices > 0 {
      fields["devices"] = "\(Figures.count(document.devices_in_use)) of \(Figures.count(document.devices, "device"))"
    }
    if !document.queued.isEmpty { fields["hasQueued"] = true }
    if !document.running.isEmpty || !document.queued.isEmpty { fields["isBusy"] = true }
    return fields
  }

  private static func card(_ entry: RunningEntry) -> [String: Any] {
    let (job, run) = (entry.job, entry.run)
    let progress = job?.progress ?? run?.progress
    let status = (job?.status ?? run?.status ?? .running).rawValue
    var view: [String: Any] = [
      "name": run?.name ?? job?.name ?? "", "url": run?.url ?? job?.url ?? "", "status": status,
      "topic": run.map { RunSubject.topic($0.id) } ?? job.map { "job:\($0.id)" } ?? "",
    ]
    if let progress { (view["progress"], view["percent"]) = (Figures.raw(progress), Figures.percent(progress)) }
    let left = job?.remaining_seconds ?? run?.remaining_seconds
    view["left"] = left.map(Figures.duration) ?? Figures.nothing
    view["stage"] = job?.stage ?? run?.stage ?? "starting"
    if let job { view["job"] = ["id": job.id] }
    if let job, job.processes > 1 { view["processes"] = Figures.count(job.processes) }
    if let device = job?.device_words { view["device"] = device }
    if let run {
      var shown: [String: Any] = ["loss": Figures.nothing, "psnr": Figures.nothing, "speed": Figures.nothing]
      if let loss = run.last["loss"] ?? run.last["training_loss"] { shown["loss"] = Figures.number(loss) }
      if let psnr = run.last["psnr"] { shown["psnr"] = Figures.number(psnr) }
      if let speed = run.images_per_second { shown["speed"] = Figures.speed(speed) }
      if let points = Sparkline.points(run.curve) { shown["sparkline"] = points }
      if job == nil { shown["elsewhere"] = ["id": URLPart.escaped(run.id)] }
      view["run"] = shown
    }
    if let picture = entry.picture { view["picture"] = picture }
    return view
  }

  private static func waiting(_ job: JobEntry) -> [String: Any] {
    var view: [String: Any] = ["name": job.name, "url": job.url]
    if let prerequisite = job.prerequisite { view["waitsFor"] = prerequisite }
    return view
  }
}
