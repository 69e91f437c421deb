import Synchronization

/// The jobs as anyone may read them at any time, and those who follow their changes; the ``JobQueue`` alone writes.
final class JobBoard: Sendable {
  private struct Contents {
    var jobs: [JobID: Job] = [:]
    var progress: [JobID: JobProgress] = [:]
    var followers: [Int: AsyncStream<JobChange>.Continuation] = [:]
    var nextFollower = 0
    var devices: DeviceSurvey?
    var isLooking = false
    var mpi: MPISurvey?
    var isClosed = false
  }
  private let contents: Mutex<Contents>
  private let changeCount = Atomic(0)
  /// Changes that a follower may be behind.
  private static let maxBehind = 1024

  init(_ jobs: [Job]) {
    var first = Contents()
    for job in jobs { first.jobs[job.id] = job }
    contents = Mutex(first)
  }

  /// All jobs in the order of the queue.
  var jobs: [Job] {
    contents.withLock { Array($0.jobs.values) }.sorted { ($0.position, $0.id) < ($1.position, $1.id) }
  }

  /// The job `id`.
  subscript(id: JobID) -> Job? { contents.withLock { $0.jobs[id] } }

  /// The progress of the running job `id`.
  func progress(of id: JobID) -> JobProgress? { contents.withLock { $0.progress[id] } }

  /// How often a job has changed; progress does not count.
  var version: Int { changeCount.load(ordering: .acquiring) }

  /// Adds or replaces a job.
  func put(_ job: Job) {
    let isNew = contents.withLock { contents in
      if !job.state.isActive { contents.progress[job.id] = nil }
      return contents.jobs.updateValue(job, forKey: job.id) == nil
    }
    changeCount.add(1, ordering: .releasing)
    send(isNew ? .added(job) : .updated(job))
  }

  /// Removes a job.
  func remove(_ id: JobID) {
    contents.withLock { contents in
      contents.jobs[id] = nil
      contents.progress[id] = nil
    }
    changeCount.add(1, ordering: .releasing)
    send(.removed(id))
  }

  /// Notes how far a job is.
  func put(_ progress: JobProgress, of id: JobID) {
    let isNew = contents.withLock { $0.progress.updateValue(progress, forKey: id) != progress }
    if isNew { send(.progress(id, progress)) }
  }

  /// The devices that were found; nil before.
  var devices: DeviceSurvey? { contents.withLock { $0.devices } }

  /// Whether devices are being looked for.
  var isLooking: Bool { contents.withLock { $0.isLooking } }

  /// Notes that devices are being looked for; false where they were already.
  func beginLooking() -> Bool {
    let isFirst = contents.withLock { contents in
      defer { contents.isLooking = true }
      return !contents.isLooking
    }
    if isFirst { tellDevices() }
    return isFirst
  }

  /// Notes what was found.
  func endLooking(_ survey: DeviceSurvey) {
    contents.withLock { ($0.devices, $0.isLooking) = (survey, false) }
    tellDevices()
  }

  /// What was found of MPI; nil before.
  var mpi: MPISurvey? { contents.withLock { $0.mpi } }

  /// Notes what was found of MPI.
  func note(_ survey: MPISurvey) {
    contents.withLock { $0.mpi = survey }
    tellDevices()
  }

  private func tellDevices() {
    changeCount.add(1, ordering: .releasing)
    send(.devices)
  }

  /// Passes a change on.
  func send(_ change: JobChange) {
    // Outside the lock, which the end of a stream takes.
    for follower in contents.withLock({ Array($0.followers.values) }) { follower.yield(change) }
  }

  /// The changes from now on, until the board is closed.
  func changes() -> AsyncStream<JobChange> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: JobChange.self, bufferingPolicy: .bufferingNewest(Self.maxBehind))
    let number: Int? = contents.withLock { contents in
      guard !contents.isClosed else { return nil }
      contents.nextFollower += 1
      contents.followers[contents.nextFollower] = continuation
      return contents.nextFollower
    }
    guard let number else {
      continuation.finish()
      return stream
    }
    continuation.onTermination = { [weak self] _ in self?.contents.withLock { $0.followers[number] = nil } }
    return stream
  }

  /// Ends all streams of changes.
  func close() {
    let followers = contents.withLock { contents in
      contents.isClosed = true
      return Array(contents.followers.values)
    }
    for follower in followers { follower.finish() }
  }
}
