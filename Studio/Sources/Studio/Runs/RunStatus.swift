import Catalogue
import Hourglass
import Jobs

/// A run with the job that trains it: what pages call the run's status follows from both.
struct RunSubject: Sendable {
  /// The identifier in addresses.
  let id: String
  /// The name below the folder of runs.
  let name: String
  /// What is in its folder; nil before the training has made one.
  let row: RunRow?
  /// The last job that trains it; nil for a run of the command line.
  let job: Job?
  /// Its folder.
  let directory: String

  /// The topic of the run's events.
  var topic: String { Self.topic(id) }

  /// The topic of the events of the run `id`; topics are separated by commas and spaces.
  static func topic(_ id: String) -> String {
    "run:\(id.replacing(",", with: "%2C").replacing(" ", with: "%20"))"
  }

  /// The topic that says that a run has other snapshots.
  static func snapshotTopic(_ id: String) -> String { "snapshots:\(topic(id).dropFirst(4))" }

  /// The topic that says that a run has another state.
  static func stateTopic(_ id: String) -> String { "state:\(topic(id).dropFirst(4))" }

  /// The topic of what the processes of a run did in its newest epoch.
  static func ranksTopic(_ id: String) -> String { "ranks:\(topic(id).dropFirst(4))" }

  /// The address of its page below the server's root.
  var url: String { Self.url(id) }

  /// The address of the page of the run `id` below the server's root.
  static func url(_ id: String) -> String { "runs/\(URLPart.escaped(id))" }

  /// Whether its model was computed from the training images at once, as PCA is: it has no epochs and no curves.
  var isFitted: Bool { status == .done && row?.step == 0 }

  /// What it is doing, in the words of jobs.
  var status: JobState {
    if let job, job.state.isActive { return job.state }
    if row?.state == .training { return .running }
    if let job, job.state == .queued { return .queued }
    switch row?.state {
    case .finished: return .done
    case .failed, .unreadable: return .failed
    case .unfinished, .training, nil:
      guard let job else { return .interrupted }
      return job.state == .done ? .interrupted : job.state
    }
  }

  /// Whether a process that no job started trains it.
  var isTrainedElsewhere: Bool { row?.state == .training && job?.state.isActive != true }
  /// Whether its training can be stopped.
  var canStop: Bool {
    isTrainedElsewhere || job.map { $0.state.isActive || $0.state == .queued || $0.state == .paused } ?? false
  }
  /// Whether its training can be paused: saved and stopped, to be continued.
  var canPause: Bool { job.map { $0.state.isActive || $0.state == .queued } ?? false }
  /// Whether its training can be continued.
  var canResume: Bool {
    guard row?.state != .training, row?.state != .unreadable else { return false }
    if let job, job.state.isActive || job.state == .queued { return false }
    return job?.state.isResumable ?? false || (row != nil && row?.state != .finished)
  }
  /// Whether its folder can be renamed or deleted.
  var isAtRest: Bool { row != nil && row?.state != .training && job?.state.isActive != true }

  /// Why it has its status, one sentence; nil where that says it all.
  var reason: String? { row?.problem ?? (status == .failed ? row?.failure ?? job?.reason : job?.reason) }
}

extension StudioServer {
  /// The run with the identifier `id`: in the catalogue, or of a job that has not made its folder yet.
  ///
  /// - Throws: `CatalogueError` when there is neither.
  func subject(_ id: String) async throws -> RunSubject {
    let name = RunID.name(of: id) ?? id
    let job = job(ofRun: name)
    do {
      var row = try await catalogue.run(id)
      // The index is behind for as long as the disk has no room for it.
      if row.state == .training, job?.state.isActive != true, !RunDirectory(path: row.directory).isTraining {
        row.state = .unfinished
      }
      return RunSubject(id: id, name: row.name, row: row, job: job, directory: row.directory)
    } catch let error as CatalogueError where error.code == .noRun {
      guard let job, job.state != .done else { throw error }
      return RunSubject(id: id, name: name, row: nil, job: job, directory: "\(queue.store.runs)/\(name)")
    }
  }

  /// The last job that trains the run called `name`.
  func job(ofRun name: String) -> Job? { queue.jobs.filter { $0.task.run == name }.max { $0.id < $1.id } }

  /// All runs of the catalogue that `query` selects, and those of jobs that have not made a folder yet.
  func subjects(_ query: RunQuery = RunQuery()) async throws -> [RunSubject] {
    let jobs = Dictionary(queue.jobs.compactMap { job in job.task.run.map { ($0, job) } }) { $0.id < $1.id ? $1 : $0 }
    return try await catalogue.runs(query).rows.map { row in
      RunSubject(id: row.id, name: row.name, row: row, job: jobs[row.name], directory: row.directory)
    }
  }
}
