import Foundation
import Hourglass

extension JobQueue {
  /// Asks a running job to save and to stop, and keeps a queued one from starting.
  ///
  /// The job is ``JobState/paused`` once its process has ended.
  /// - Throws: ``JobError`` for a job that has ended, or that is being aborted.
  @discardableResult
  public func pause(_ id: JobID) throws(JobError) -> Job {
    let job = try existing(id)
    switch job.state {
    case .paused: return job
    case .queued: enter(.paused, job)
    case .running, .stalled:
      guard job.stopRequest != .abort else { throw wrongState(job, "it is being aborted") }
      if job.stopRequest == nil { stop(job, .pause) }
    default: throw wrongState(job, "it has ended")
    }
    schedule()
    return board[id] ?? job
  }

  /// Queues a job that was paused, aborted or interrupted, or that failed; it continues where it was.
  ///
  /// - Parameters:
  ///   - change: Where it computes from now on.
  ///   - processes: The number of processes from now on; nil for as many as before.
  /// - Throws: ``JobError`` for a job that is done, a device that there is not, and processes that do not fit.
  @discardableResult
  public func resume(
    _ id: JobID, on change: DeviceChange = .none, processes: Int? = nil
  ) throws(JobError) -> Job {
    var job = try existing(id)
    switch job.state {
    case .queued where change == .none && processes == nil: return job
    case .queued, .paused, .aborted, .failed, .interrupted:
      if let processes, processes < job.processCount { try self.change(&job, toProcesses: processes) }
      try self.change(&job, to: change)
      if let processes, processes != job.processCount { try self.change(&job, toProcesses: processes) }
      guard job.state != .queued else {
        put(job)
        break
      }
      (job.ended, job.exitStatus, job.lastLines) = (nil, nil, [])
      enter(.queued, job)
    case .running, .stalled: throw wrongState(job, job.stopRequest == nil ? "it is running" : "it is being stopped")
    case .done: throw wrongState(job, "it is done")
    }
    schedule()
    return board[id] ?? job
  }

  /// Stops a job: asks its process to exit, and kills it after ``JobQueueSettings/killTime``.
  ///
  /// The job is ``JobState/aborted`` once its process has ended.
  /// - Throws: ``JobError`` for a job that is done or has failed.
  @discardableResult
  public func abort(_ id: JobID) throws(JobError) -> Job {
    var job = try existing(id)
    switch job.state {
    case .aborted: return job
    case .queued, .paused, .interrupted:
      job.ended = Date()
      enter(.aborted, job)
    case .running, .stalled: if job.stopRequest != .abort { stop(job, .abort) }
    case .done, .failed: throw wrongState(job, "it has ended")
    }
    schedule()
    return board[id] ?? job
  }

  /// Moves a job to the place before `other`, or to the end of the queue.
  ///
  /// - Throws: ``JobError`` when there is no such job.
  @discardableResult
  public func move(_ id: JobID, before other: JobID?) throws(JobError) -> Job {
    var job = try existing(id)
    if let other { _ = try existing(other) }
    guard id != other else { return job }
    var order = board.jobs.filter { $0.id != id }
    let index = order.firstIndex { $0.id == other } ?? order.count
    let lower = index > 0 ? order[index - 1].position : nil
    let upper = index < order.count ? order[index].position : nil
    job.position =
      if let lower, let upper { (lower + upper) / 2 } else { lower.map { $0 + 1 } ?? upper.map { $0 - 1 } ?? 0 }
    if let lower, let upper, !(lower < job.position && job.position < upper) {
      // No number is left between the two: all get new ones.
      order.insert(job, at: index)
      for (place, var job) in order.enumerated() {
        job.position = Double(place + 1)
        put(job)
      }
    } else {
      put(job)
    }
    schedule()
    return board[id] ?? job
  }

  /// Gives a job another title.
  ///
  /// - Throws: ``JobError`` when there is no such job.
  @discardableResult
  public func rename(_ id: JobID, to title: String) throws(JobError) -> Job {
    var job = try existing(id)
    job.title = title
    put(job)
    return board[id] ?? job
  }

  /// Puts a job into a group, or into none.
  ///
  /// - Throws: ``JobError`` when there is no such job.
  @discardableResult
  public func group(_ id: JobID, as group: String?) throws(JobError) -> Job {
    var job = try existing(id)
    job.group = group
    put(job)
    return board[id] ?? job
  }

  /// Notes that a run has another name now, so that its job continues it.
  ///
  /// - Throws: ``JobError`` while a job trains the run, or for a name that is not valid.
  public func runWasRenamed(from old: String, to new: String) throws(JobError) {
    try check(run: new)
    let jobs = board.jobs.filter { $0.task.run == old }
    if let job = jobs.first(where: \.state.isActive) { throw wrongState(job, "it is running") }
    for var job in jobs {
      job.task = .train(run: new)
      put(job)
    }
  }

  /// Removes a job and its folder; what it made stays.
  ///
  /// - Throws: ``JobError`` for a job that has a process, or that others wait for.
  public func remove(_ id: JobID) throws(JobError) {
    let job = try existing(id)
    guard !job.state.isActive else { throw wrongState(job, "it is running") }
    if let other = board.jobs.first(where: { $0.prerequisite == id && [.queued, .paused].contains($0.state) }) {
      throw wrongState(job, "“\(other.title)” (job \(other.id)) waits for it")
    }
    try store.remove(id)
    unsaved.remove(id)
    board.remove(id)
  }

  private func wrongState(_ job: Job, _ what: String) -> JobError {
    JobError(
      .wrongState, Report("the job cannot do this now: \(what)", place: "\(job.title) (job \(job.id))"))
  }
}
