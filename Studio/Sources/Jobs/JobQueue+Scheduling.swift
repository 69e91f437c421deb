import Foundation
import Hourglass

extension JobQueue {
  /// Starts the queued jobs whose turn it is.
  func schedule() {
    guard phase == .running else { return }
    blockedSince = blockedSince.filter { board[$0.key]?.state == .queued }
    var hasFailed = false
    var freeSlots = settings.slots - following.keys.reduce(0) { $0 + (board[$1].map(slots) ?? 0) }
    var freePlaces = settings.dataJobs - following.keys.count { board[$0].map { $0.kind != .train } ?? false }
    var areSlotsKept = false
    var devices = FreeDevices(devices, taken: takenDevices)
    for job in board.jobs where job.state == .queued && !unsaved.contains(job.id) {
      guard isReady(job) else {
        hasFailed = hasFailed || board[job.id]?.state == .failed
        continue
      }
      if job.kind != .train {
        guard freePlaces > 0 else { continue }
        if start(job) { freePlaces -= 1 }
        continue
      }
      guard !areSlotsKept else { continue }
      if job.processCount > 1 {
        guard let mpi else { continue }
        if let problem = mpi.problem {
          fail(job, because: "it cannot be started in \(job.processCount) processes: \(problem)")
          hasFailed = true
          continue
        }
      }
      let share = devices.share(job.device, processes: job.processCount)
      switch share {
      case .free(let names) where slots(job) <= freeSlots:
        guard start(job, with: names) else { continue }
        freeSlots -= slots(job)
        devices.take(names)
      case .free: areSlotsKept = hasWaitedLong(job)
      // One device is free for the first job that wants it; several might never be free at the same time.
      case .waiting(let names):
        let needsAll = job.device?.isAutomatic == true || job.processCount > 1
        if names.count > 1, needsAll, hasWaitedLong(job) { devices.take(names) }
      case .gone(let reason):
        fail(job, because: reason)
        hasFailed = true
      }
    }
    // Others may wait for what will not be made now.
    if hasFailed { schedule() }
  }

  /// Whether a job has waited for slots or devices for as long as others may overtake it.
  private func hasWaitedLong(_ job: Job) -> Bool {
    let now = SuspendingClock.now
    let since = blockedSince[job.id] ?? now
    blockedSince[job.id] = since
    return now - since >= settings.patience
  }

  /// The slots that a job takes.
  private func slots(_ job: Job) -> Int { job.slots(of: settings.slots) }

  /// Whether the job that must be done first is done; a job whose prerequisite will not be done fails.
  private func isReady(_ job: Job) -> Bool {
    guard let id = job.prerequisite else { return true }
    guard let prerequisite = board[id] else {
      fail(job, because: "the job \(id), which was to be done first, is gone")
      return false
    }
    switch prerequisite.state {
    case .done: return true
    case .failed, .aborted:
      let what = prerequisite.state == .failed ? "failed" : "was aborted"
      let reason = prerequisite.reason.map { ": \($0)" } ?? ""
      fail(job, because: "“\(prerequisite.title)” (job \(id)), which was to be done first, \(what)\(reason)")
      return false
    case .queued, .running, .paused, .interrupted, .stalled: return false
    }
  }

  private func fail(_ job: Job, because reason: String) {
    var job = job
    job.ended = Date()
    enter(.failed, job, because: reason)
  }

  /// Starts the process of a job on the devices `names`; false where that is not possible now.
  private func start(_ job: Job, with names: [String] = []) -> Bool {
    let folder = store.folder(of: job.id)
    var job = job
    job.devices = names.isEmpty ? nil : names
    let launcher = job.processCount > 1 ? mpi?.launcher?.words(job.processCount) : nil
    job.command = (launcher ?? []) + [settings.program] + arguments(for: job)
    (job.started, job.ended, job.exitStatus, job.lastLines) = (Date(), nil, nil, [])
    (job.stopRequest, job.process) = (nil, nil)
    job.history.append(JobStateChange(state: .running, time: Date()))
    // A process without a file that says so would be started a second time after a crash.
    do {
      try store.write(job)
    } catch {
      if var queued = board[job.id] {
        queued.problem = "\(error)"
        board.put(queued)
      }
      unsaved.insert(job.id)
      return false
    }
    guard let log = JobLog(path: folder.output).open(appending: "$ \(job.commandLine)") else {
      fail(job, because: "the log cannot be written: \(String(cString: strerror(errno)))")
      return false
    }
    removeOldEvents(of: job)
    following[job.id] = FollowedProcess(events: JobEvents(path: events(of: job), job.kind), isOwn: true)
    board.put(job)
    Task { await work(job.id, command: job.command, log: log) }
    return true
  }

  /// The arguments of the program for a job.
  private func arguments(for job: Job) -> [String] {
    let folder = store.folder(of: job.id)
    switch job.task {
    case .train(let run):
      let threads = job.threads(sharing: settings.slots)
      // Each of several processes takes the device of its number.
      return ["train", folder.runFile, "--name", run, "--runs", store.runs, "--threads", "\(threads)"]
        + (job.device?.flags(on: job.processCount > 1 ? nil : job.devices?.first) ?? [])
    case .dataImport(var arguments, let output):
      // What an earlier process of this job has begun is continued.
      let isResumed = job.started != nil && ImportJob.isUnfinished(at: output)
      if isResumed { arguments = arguments.filter { $0 != "--restart" } + ["--resume"] }
      return ["data", "import"] + arguments
        + ["--output", output, "--threads", "\(job.threads)", "--events", folder.events]
    case .download(let dataset): return ["data", "get", dataset, "--events", folder.events]
    case .measure(let arguments): return arguments + ["--threads", "\(job.threads)"]
    }
  }

  /// The file of a job's events.
  func events(of job: Job) -> String {
    job.task.run.map { directory(of: $0).events } ?? store.folder(of: job.id).events
  }

  /// The folder of the run called `name`.
  func directory(of name: String) -> RunDirectory { RunDirectory(path: "\(store.runs)/\(name)") }

  /// Removes the events of an earlier start, so that all that is read is of this one.
  private func removeOldEvents(of job: Job) {
    if let run = job.task.run, directory(of: run).isTraining { return }
    unlink(events(of: job))
  }
}
