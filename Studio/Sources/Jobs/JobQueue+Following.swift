import Foundation
import Hourglass

extension JobQueue {
  /// Reads what the process of a job has reported, and looks whether it still works.
  func look(at id: JobID) {
    readEvents(of: id)
    guard let followed = following[id], let job = board[id] else { return }
    let now = SuspendingClock.now
    if job.state == .running, job.kind != .measure, now - followed.lastSign >= settings.stallTime {
      let minutes = (settings.stallTime / .seconds(60)).formatted(.number.precision(.fractionLength(0...1)))
      enter(.stalled, job, because: "no event for \(minutes) minutes")
    }
    JobLog(path: store.folder(of: id).output).shorten(to: settings.logLimit)
    if let killTime = followed.killTime, now >= killTime, let process = followed.process { kill(job, process) }
    if !followed.isOwn, !isWorking(followed, job) { hasEnded(id, .unknown) }
  }

  /// Whether a process that an earlier server started still works.
  func isWorking(_ followed: FollowedProcess, _ job: Job) -> Bool {
    if let process = followed.process { return process.isAlive }
    return job.task.run.map { directory(of: $0).isTraining } ?? false
  }

  /// Reads the new events of a job.
  private func readEvents(of id: JobID) {
    guard let events = following[id]?.readEvents(), let followed = following[id], let job = board[id] else { return }
    for event in events {
      board.send(.event(id, event))
      if case .training(let line) = event, case .started = line.event { noteChoice(of: id) }
    }
    board.put(followed.events.progress, of: id)
    if job.state == .stalled, !events.isEmpty { enter(.running, job) }
  }

  /// Notes that the process of a job has ended.
  func hasEnded(_ id: JobID, _ ending: ProcessEnding) {
    guard phase == .running else { return }
    readEvents(of: id)
    guard let followed = following.removeValue(forKey: id), var job = board[id] else { return }
    let log = JobLog(path: store.folder(of: id).output)
    log.shorten(to: settings.logLimit)
    // A launcher that was killed may leave them.
    for rank in ranks(of: job) { rank.send(SIGKILL) }
    let (state, reason) = outcome(of: job, ending, followed.events.conclusion, log: log)
    if state == .failed || state == .interrupted { job.lastLines = log.lastLines(settings.lastLines) }
    (job.process, job.stopRequest, job.exitStatus, job.ended) = (nil, nil, ending.status, Date())
    enter(state, job, because: reason)
    schedule()
    // Its device may be gone.
    if state == .failed, job.device != nil { Task { await lookForDevices() } }
  }

  /// The state of a job whose process has ended, and why.
  private func outcome(
    of job: Job, _ ending: ProcessEnding, _ conclusion: JobEvents.Conclusion?, log: JobLog
  ) -> (JobState, String?) {
    let message = if case .failed(let text?) = conclusion { text } else { message(in: log) }
    switch ending {
    case .exited(0): return (.done, nil)
    case .exited(let status) where job.processCount > 1 && job.stopRequest == nil && status == 128 + SIGKILL:
      return (.failed, Self.lostRank(status, log.lastLines(settings.lastLines)))
    case .exited(let status) where Self.stopSignals.contains(status - 128):
      return stopped(job, conclusion, because: "it was asked to stop")
    case .signaled(let signal) where Self.stopSignals.contains(signal):
      return stopped(job, conclusion, because: signal == SIGKILL ? "its process was killed" : "it was asked to stop")
    case .exited(let status):
      let lost = job.processCount > 1 ? Self.lostRank(status, log.lastLines(settings.lastLines)) : nil
      return (.failed, message ?? lost ?? "the program ended with exit status \(status)")
    case .signaled(let signal):
      return (.failed, "the program crashed: signal \(signal), \(String(cString: strsignal(signal)))")
    case .unknown:
      if case .failed = conclusion { return (.failed, message) }
      return stopped(job, conclusion, because: "its process ended while no server followed it")
    }
  }

  /// Signals that end a process without a fault of its own.
  private static let stopSignals: Set<Int32> = [SIGHUP, SIGINT, SIGTERM, SIGKILL]

  /// The state of a job whose process was stopped, which may have had its work done by then.
  private func stopped(
    _ job: Job, _ conclusion: JobEvents.Conclusion?, because reason: String
  ) -> (JobState, String?) {
    if case .completed = conclusion { return (.done, nil) }
    if isFinished(job) { return (.done, nil) }
    switch job.stopRequest {
    case .pause: return (.paused, nil)
    case .abort: return (.aborted, nil)
    case nil: return (.interrupted, reason)
    }
  }

  /// Whether what a job makes is there.
  private func isFinished(_ job: Job) -> Bool {
    switch job.task {
    case .train(let run):
      let wanted = try? RunFile(path: store.folder(of: job.id).runFile).settings.training.section.epochs
      guard let results = RunOverview(directory(of: run)).results, let wanted else { return false }
      return results.epochs >= wanted
    case .dataImport(_, let output):
      return FileManager.default.fileExists(atPath: "\(output)/\(DatasetDescription.fileName)")
        && !ImportJob.isUnfinished(at: output)
    case .download, .measure: return false
    }
  }

  /// The last error that the program printed.
  private func message(in log: JobLog) -> String? {
    let prefix = StandardError.errorPrefix
    return log.lastLines(settings.lastLines).last { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
  }
}
