import Catalogue
import Foundation
import Hourglass
import Jobs
import ServiceLifecycle
import Web

/// Tells pages what changes, by the topics of the event stream:
///
/// - `runs`: rows of the table of runs; `running`: what is running has changed.
/// - `run:<id>`: progress, points of charts and pictures of the film of a run; `state:<id>`: its state has changed, so
///   that other things can be done with it; `snapshots:<id>`: it has other snapshots.
/// - `jobs`: jobs; `job:<id>`: a job's progress; `log:<id>`: what a job's process has printed.
///
/// Whatever changes often is sent at most twice a second, and with many listeners just before the hub releases events.
actor EventForwarding: Service {
  private let queue: JobQueue
  private let catalogue: Catalogue
  private let events: EventHub
  /// Reads files, so that the actor never waits for a disk.
  private let files = ComputeQueue("events", threads: 1, waiting: 64)

  /// The runs as they were told last.
  private var rows: [String: RunRow] = [:]
  private var followers: [String: RunFollower] = [:]
  /// Followers whose training has ended; they look once more.
  private var ending: Set<String> = []
  private var progress: [JobID: JobProgress] = [:]
  /// The steps of films as they were told last.
  private var filmSteps: [String: [Int]] = [:]
  /// What is sent to pages of runs next.
  private var pending: [String: RunEvent] = [:]
  /// What is sent to the table of runs next.
  private var pendingRows: [String: RunRowEvent] = [:]
  /// The runs with other snapshots, and when pages were told last.
  private var withSnapshots: Set<String> = []
  private var snapshotsTold: [String: ContinuousClock.Instant] = [:]
  /// How much of the logs of running jobs was told.
  private var logOffsets: [JobID: Int] = [:]

  private static let interval = Duration.milliseconds(500)

  init(queue: JobQueue, catalogue: Catalogue, events: EventHub) {
    (self.queue, self.catalogue, self.events) = (queue, catalogue, events)
  }

  func run() async {
    await cancelWhenGracefulShutdown {
      await withTaskGroup { group in
        group.addTask { await self.followJobs() }
        group.addTask { await self.followCatalogue() }
        group.addTask { await self.sendOften() }
      }
    }
  }

  private func followJobs() async {
    for await change in queue.changes() {
      switch change {
      case .added(let job), .updated(let job): await tell(job)
      case .removed(let id):
        (progress[id], logOffsets[id]) = (nil, nil)
        await events.publish("jobs", Removal(id: id.rawValue))
      case .progress(let id, let value): progress[id] = value
      case .devices: await events.publish("jobs", EmptyEvent())
      case .event: break
      }
    }
  }

  private func tell(_ job: Job) async {
    let run = job.task.run.map(RunID.id)
    let hasEnded = job.ended != nil && !job.state.isActive && job.state != .queued
    if hasEnded, let run { await lookAgain(run) }
    let entry = JobEntry(job, progress: queue.progress(of: job.id))
    await events.publish("jobs", entry)
    await events.publish("job:\(job.id)", JobEvent(entry))
    await events.publish("running", EmptyEvent())
    if !job.state.isActive { await sendLog(job) }
    guard let run else { return }
    if let row = rows[run] { tellRow(row) }
    // What is known of the run's end comes with the state, and not half a second later.
    if hasEnded { await sendPending() }
    await events.publish(RunSubject.stateTopic(run), EmptyEvent())
  }

  /// Reads the folder of a run whose process has just ended, so that its page shows the end everywhere at once.
  private func lookAgain(_ run: String) async {
    try? await catalogue.scan()
    if let row = try? await catalogue.run(run) { await tell(row) }
    if let follower = followers[run] { await look(run, follower) }
  }

  private func followCatalogue() async {
    for await change in catalogue.changes() {
      switch change {
      case .runAppeared(let row), .runChanged(let row): await tell(row)
      case .runRemoved(let id):
        (rows[id], followers[id], snapshotsTold[id], filmSteps[id]) = (nil, nil, nil, nil)
        pendingRows[id] = nil
        await events.publish("runs", Removal(id: id))
        await events.publish("running", EmptyEvent())
      case .dataSetChanged, .deletedRuns, .problem: break
      case .missed: await events.publish("running", EmptyEvent())
      }
    }
  }

  private func tell(_ row: RunRow) async {
    let old = rows.updateValue(row, forKey: row.id)
    if row.state == .training {
      if followers[row.id] == nil { followers[row.id] = RunFollower(row.directory, lossName: row.lossName) }
      ending.remove(row.id)
    } else if followers[row.id] != nil {
      ending.insert(row.id)
    }
    tellRow(row)
    if old?.state != row.state { await sendRows() }
    if old?.state != row.state || (row.state == .training && old?.epochs != row.epochs) {
      await events.publish("running", EmptyEvent())
    }
    // A run that has a folder now can be tested, cloned and more, whatever its state was in the queue.
    if old?.state != row.state { await events.publish(RunSubject.stateTopic(row.id), EmptyEvent()) }
    if old?.bestEpoch != row.bestEpoch || old?.state != row.state { withSnapshots.insert(row.id) }
    if let old, old.filmStrip != row.filmStrip { await tellFilm(row) }
  }

  /// Tells the table's row and the figures of the run's page.
  private func tellRow(_ row: RunRow) {
    let run = subject(row)
    let entry = RunEntry(run)
    pendingRows[row.id] = RunRows.event(entry)
    var event = RunEvent(status: run.status, progress: row.progress)
    event.loss = finite(row.last.loss ?? row.last.trainingLoss)
    event.psnr = finite(row.last.psnr)
    event.speed = finite(row.imagesPerSecond).map { $0 >= 100 ? $0.rounded() : $0 }
    event.epochs = row.epochs
    if run.job?.state.isActive != true {
      event.left = row.remainingSeconds.map(Figures.left) ?? Figures.nothing
      event.stage = entry.stage
    }
    pending[row.id, default: RunEvent()].add(event)
  }

  private func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }

  /// Tells the pictures of the film that are new; where a film is thinned out, those from the first that is gone.
  private func tellFilm(_ row: RunRow) async {
    let run = subject(row)
    let perEpoch = await stepsPerEpoch(row)
    let known = filmSteps[row.id]
    let found = try? await files {
      let steps = RunDirectory(path: row.directory).filmSteps
      let same = known.map { zip($0, steps).prefix { $0 == $1 }.count } ?? max(0, steps.count - 1)
      let frames = steps[same...].map { RunFilmDocument.frame(run, step: $0, stepsPerEpoch: perEpoch) }
      return (steps: steps, frames: frames, from: known.flatMap { $0.count > same ? $0[same] : nil })
    }
    guard let found else { return }
    filmSteps[row.id] = found.steps
    guard let last = found.frames.last else { return }
    var event = RunEvent(picture: last.url)
    event.film = ["film": RunEvent.FilmTail(steps: found.frames, from: found.from)]
    pending[row.id, default: RunEvent()].add(event)
  }

  /// The steps of an epoch: of the newest epoch done, which may be behind the newest step.
  private func stepsPerEpoch(_ row: RunRow) async -> Double? {
    guard let history = try? await catalogue.history(row.id, atMost: 2), let epoch = history.epoch.last, epoch > 0,
      let step = history.step.last
    else { return nil }
    return Double(step) / Double(epoch)
  }

  private func subject(_ row: RunRow) -> RunSubject {
    let job = queue.jobs.filter { $0.task.run == row.name }.max { $0.id < $1.id }
    return RunSubject(id: row.id, name: row.name, row: row, job: job, directory: row.directory)
  }

  /// Tells what changes often: progress, curves, logs.
  private func sendOften() async {
    while !Task.isCancelled {
      if await events.isReleaseDue(within: Self.interval) {
        let news = progress
        progress.removeAll()
        for (id, value) in news { await tell(id, value) }
        for (id, follower) in followers { await look(id, follower) }
        await sendPending()
        for job in queue.jobs where job.state.isActive { await sendLog(job) }
      }
      try? await Task.sleep(for: Self.interval)
    }
  }

  private func tell(_ id: JobID, _ value: JobProgress) async {
    guard let job = queue.job(id) else { return }
    let entry = JobEntry(job, progress: value)
    await events.publish("job:\(id)", JobEvent(entry), isProgress: true)
    guard let run = entry.run_id else { return }
    var event = RunEvent(status: job.state, progress: value.fraction)
    (event.stage, event.left) = (entry.stage, value.remainingSeconds.map(Figures.left))
    event.speed = finite(value.training?.imagesPerSecond).map { $0 >= 100 ? $0.rounded() : $0 }
    pending[run, default: RunEvent()].add(event)
  }

  private func sendRows() async {
    let all = pendingRows
    pendingRows.removeAll()
    for row in all.values { await events.publish("runs", row, isProgress: true) }
  }

  private func sendPending() async {
    await sendRows()
    let all = pending
    pending.removeAll()
    for (id, event) in all {
      // A page that learns of pictures asks for the film, which must hold them.
      await events.publish(RunSubject.topic(id), event, isProgress: event.film == nil)
    }
    let now = ContinuousClock.now
    for id in withSnapshots {
      // A page reads them again, which costs more than an event.
      if let last = snapshotsTold[id], now - last < .seconds(5) { continue }
      withSnapshots.remove(id)
      snapshotsTold[id] = now
      await events.publish(RunSubject.snapshotTopic(id), EmptyEvent())
    }
  }

  private func look(_ id: String, _ follower: RunFollower) async {
    guard
      let (news, changed) = try? await files({
        var follower = follower
        let news = follower.look()
        return (news, follower)
      })
    else { return }
    followers[id] = ending.remove(id) == nil ? changed : nil
    if let ranks = news.ranks {
      // That there are none any more is said once: a page from before would stay.
      await events.publish(RunSubject.ranksTopic(id), ranks, isProgress: ranks != .none)
    }
    guard !news.charts.isEmpty else { return }
    var event = RunEvent(charts: news.charts)
    if let from = news.filmFrom { event.film = ["film": RunEvent.FilmTail(steps: [], from: from)] }
    pending[id, default: RunEvent()].add(event)
    if news.hasSnapshot { withSnapshots.insert(id) }
  }

  private func sendLog(_ job: Job) async {
    let path = queue.store.folder(of: job.id).output
    let offset = logOffsets[job.id]
    guard let news = try? await files({ LogTail.news(path, after: offset, limit: 32 << 10) }) else { return }
    logOffsets[job.id] = news.offset
    if !news.text.isEmpty { await events.publish("log:\(job.id)", LogEvent(text: news.text), isProgress: true) }
  }
}

/// An event without fields.
struct EmptyEvent: Encodable, Sendable {}

/// Something that is gone.
private struct Removal: Encodable, Sendable {
  var id: String
  var removed = true
}

/// What a process has printed.
private struct LogEvent: Encodable, Sendable { var text: String }

/// How far a job is.
private struct JobEvent: Encodable, Sendable {
  var status: JobState
  var progress: Double?
  var stage: String?
  var left: String?

  init(_ job: JobEntry) {
    (status, progress, stage) = (job.status, job.progress, job.stage)
    left = job.remaining_seconds.map(Figures.left)
  }
}
