import Foundation
import Hourglass

/// The queue of jobs beside a folder of runs: starts their processes, follows them to their end, and finds them again.
///
/// All there is to know of a job is in its folder, so that the server can be killed at any moment. Processes outlive it; the
/// next queue on the same folder follows those that still work.
///
/// Order: trainings share ``JobQueueSettings/slots``, a slot for each thread of each of their processes. The queued training with the lowest position that fits
/// into the free slots starts first. Smaller ones may overtake a training that does not fit for
/// ``JobQueueSettings/patience``; then free slots are kept for it. Nothing needs more than all slots: a training with more
/// threads gets as many as there are slots. Imports, downloads and measurements take no
/// slots, and at most ``JobQueueSettings/dataJobs`` work at the same time.
///
/// Processes: a training in several is started by `mpirun`, and is one job.
///
/// Devices: each takes one training at a time, which takes slots of threads, too. A training waits until its device is free,
/// and keeps no slots meanwhile; one whose device is gone fails.
public actor JobQueue {
  /// The folders of the jobs.
  public nonisolated let store: JobStore
  /// The settings.
  public nonisolated let settings: JobQueueSettings
  /// The jobs whose files could not be read at the start; their files were set aside.
  public nonisolated let damaged: [DamagedJob]

  let board: JobBoard
  private let thread = JobThread()
  private var lock: JobStoreLock?
  private(set) var phase = Phase.waiting
  /// The jobs that have a process.
  var following: [JobID: FollowedProcess] = [:]
  /// When a queued job was first too large for the free slots.
  var blockedSince: [JobID: SuspendingClock.Instant] = [:]
  /// The jobs whose file could not be written.
  var unsaved: Set<JobID> = []
  private var lastRetry = SuspendingClock.now

  enum Phase { case waiting, running, closed }

  public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  /// Opens the queue beside the folder `runs`; nothing is started before ``run()``.
  ///
  /// - Throws: ``JobError`` when another server has the folder, or it cannot be written.
  public init(runs: String, settings: JobQueueSettings) throws(JobError) {
    let store = JobStore(runs: runs)
    lock = try JobStoreLock(store)
    let (jobs, damaged) = store.read()
    self.damaged = store.setAside(damaged)
    (self.store, self.settings, board) = (store, settings, JobBoard(jobs))
  }

  /// Starts jobs and follows them until the task is cancelled; then the queue is closed, and processes keep working.
  public func run() async {
    guard phase == .waiting else { return }
    phase = .running
    reopen()
    schedule()
    while !Task.isCancelled {
      lookAtProcesses()
      try? await Task.sleep(for: settings.interval)
    }
    shutDown()
  }

  /// Ends the streams of changes, and lets another server have the folder; processes keep working.
  func shutDown() {
    phase = .closed
    board.close()
    lock = nil
  }

  private func lookAtProcesses() {
    for id in following.keys.sorted() { look(at: id) }
    let now = SuspendingClock.now
    if !unsaved.isEmpty, now - lastRetry > .seconds(2) {
      lastRetry = now
      for id in unsaved { if let job = board[id] { put(job) } }
      schedule()
    }
    // Slots are kept for a job that has waited for long; everything else is scheduled when it happens.
    if !blockedSince.isEmpty { schedule() }
  }
}

extension JobQueue {
  /// All jobs in the order of the queue; never waits.
  public nonisolated var jobs: [Job] { board.jobs }

  /// Grows whenever a job has changed, apart from its progress; never waits.
  public nonisolated var version: Int { board.version }

  /// The job `id`, or nil; never waits.
  public nonisolated func job(_ id: JobID) -> Job? { board[id] }

  /// The progress of the running job `id`, nil for others; never waits.
  public nonisolated func progress(of id: JobID) -> JobProgress? { board.progress(of: id) }

  /// The changes from now on, until the queue is closed.
  ///
  /// Whoever shows jobs asks for the changes first, then for ``jobs``. A follower that is 1,024 changes behind loses the
  /// oldest.
  public nonisolated func changes() -> AsyncStream<JobChange> { board.changes() }
}

extension JobQueue {
  /// Writes the file of a job and shows the job; where the file cannot be written, the job says so, and it is tried again.
  func put(_ job: Job) {
    var job = job
    job.problem = nil
    do {
      try store.write(job)
      unsaved.remove(job.id)
    } catch {
      job.problem = "\(error)"
      unsaved.insert(job.id)
    }
    if board[job.id] != job { board.put(job) }
  }

  /// Gives a job another state.
  func enter(_ state: JobState, _ job: Job, because reason: String? = nil) {
    var job = job
    job.history.append(JobStateChange(state: state, time: Date(), reason: reason))
    put(job)
  }

  /// The job `id`.
  ///
  /// - Throws: ``JobError`` when there is none, or the queue is closed.
  func existing(_ id: JobID) throws(JobError) -> Job {
    guard phase != .closed else { throw closed }
    guard let job = board[id] else {
      throw JobError(.noJob, Report("no such job", place: store.path, got: "\(id)", cure: "list the jobs"))
    }
    return job
  }

  var closed: JobError { JobError(.closed, Report("the server is being stopped", place: store.runs)) }
}
