import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Synchronization
import Web

/// The scorings of all runs: one is under way at a time, others wait; those that have ended are in their folders.
///
/// What is under way is told as events of the topic ``Scoring/topic``, at most twice a second; a new status as one of the
/// topic ``Scoring/stateTopic``, too.
final class Scorings: Sendable {
  /// A scoring that waits or is under way.
  private struct Active {
    var scoring: Scoring
    var columns: ScoreColumns
    var isAborted = false
    var told = ContinuousClock.now
  }

  private struct Contents {
    /// Scorings that have ended or wait, by identifier.
    var known: [String: Scoring] = [:]
    var active: [String: Active] = [:]
    /// The tables that were asked for last.
    var tables: [(id: String, table: ScoredTable, lastUse: ContinuousClock.Instant)] = []
  }

  /// The folder of all scorings.
  let folder: String
  /// Those that were under way when a server ended.
  private let unfinished: [Scoring]
  private let events: EventHub
  private let contents: Mutex<Contents>
  private let thread = ComputeQueue("scorings", threads: 1, waiting: 32)
  /// Tables held in memory; a million images take some 50 MB.
  private static let maxTables = 2
  /// How long a table that nobody asks for stays in memory.
  private static let lifetime = Duration.seconds(5 * 60)
  private let sweep = IdleSweep(every: Scorings.lifetime)

  /// Finds the scorings in `folder`; those that were under way when a server ended wait for ``resume(_:)``.
  init(folder: String, events: EventHub) {
    (self.folder, self.events) = (folder, events)
    var contents = Contents()
    for id in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where Scoring.isID(id) {
      let place = ScoringFolder(path: "\(folder)/\(id)")
      guard var scoring = place.read(), scoring.id == id else { continue }
      if scoring.status == .queued || scoring.status == .running {
        (scoring.status, scoring.stage) = (.queued, "continues after a restart of the server")
        let columns = place.columns(metrics: scoring.metrics.count)
        scoring.done = columns.count
        contents.active[id] = Active(scoring: scoring, columns: columns)
      } else {
        contents.known[id] = scoring
      }
    }
    unfinished = contents.active.values.map(\.scoring)
    self.contents = Mutex(contents)
  }

  /// The folder of a scoring.
  func place(_ id: String) -> ScoringFolder { ScoringFolder(path: "\(folder)/\(id)") }

  /// The scorings of a run, the newest first.
  func list(run: String, kind: Scoring.Kind) -> [Scoring] {
    contents.withLock { contents in
      let all = contents.known.merging(contents.active.mapValues(\.scoring)) { $1 }
      return all.values.filter { $0.run == run && $0.kind == kind }.sorted { ($1.created, $1.id) < ($0.created, $0.id) }
    }
  }

  /// The scoring with this identifier.
  subscript(id: String) -> Scoring? { contents.withLock { $0.active[id]?.scoring ?? $0.known[id] } }

  /// The scores of all images of a scoring so far; blocks while a file is read.
  func table(_ scoring: Scoring) -> ScoredTable {
    let found = contents.withLock { contents -> ScoredTable? in
      if let active = contents.active[scoring.id] {
        return ScoredTable(active.columns, metrics: active.scoring.metrics)
      }
      guard let place = contents.tables.firstIndex(where: { $0.id == scoring.id }) else { return nil }
      var entry = contents.tables.remove(at: place)
      entry.lastUse = .now
      contents.tables.append(entry)
      return entry.table
    }
    if let found { return found }
    let columns = place(scoring.id).columns(metrics: scoring.metrics.count)
    let table = ScoredTable(columns, metrics: scoring.metrics)
    contents.withLock { contents in
      guard !contents.tables.contains(where: { $0.id == scoring.id }) else { return }
      contents.tables.append((scoring.id, table, .now))
      if contents.tables.count > Self.maxTables { contents.tables.removeFirst() }
    }
    sweep.start { [weak self] in
      self?.contents.withLock { contents in
        contents.tables.removeAll { .now - $0.lastUse >= Self.lifetime }
        return !contents.tables.isEmpty
      } ?? false
    }
    return table
  }

  /// Does `work` for a scoring as soon as those before it have ended.
  ///
  /// - Parameters:
  ///   - scoring: The scoring, whose folder exists.
  ///   - work: Scores the images, and tells the pass how far it is.
  /// - Throws: `WebError` with status 503 where too many wait; an error of writing.
  func start(_ scoring: Scoring, _ work: @escaping @Sendable (ScoringPass) throws -> Void) throws {
    guard contents.withLock({ $0.active.count < 24 }) else {
      throw WebError(.serviceUnavailable, type: "busy", "too many images wait to be scored; try again later")
    }
    let place = place(scoring.id)
    try place.write(scoring)
    contents.withLock {
      $0.active[scoring.id] = Active(scoring: scoring, columns: ScoreColumns(metrics: scoring.metrics.count))
    }
    enqueue(scoring.id) { [self] in
      try begin(scoring.id)
      let pass = ScoringPass(scoring.id, self, place)
      try work(pass)
      try pass.finish()
    }
  }

  /// Continues the scorings that were under way when a server ended, the oldest first; call it once.
  ///
  /// A scoring starts again if its run or images have changed since; its notes say so.
  ///
  /// - Parameter prepare: Opens the images of a scoring again.
  func resume(_ prepare: @escaping @Sendable (Scoring) throws -> PreparedScoring) {
    for scoring in unfinished.sorted(by: { ($0.created, $0.id) < ($1.created, $1.id) }) {
      enqueue(scoring.id) { [self] in
        // Where it was stopped before its turn, nothing is opened.
        var current = scoring
        try change(scoring.id) { scoring in
          scoring.stage = "is opened again after a restart of the server"
          // The run may have another name by now.
          current.run = scoring.run
        }
        let prepared = try prepare(current)
        let place = place(scoring.id)
        var part = place.wholeRows(metrics: scoring.metrics.count)
        var resumed = prepared.scoring
        if !prepared.continues(scoring) {
          resumed.notes.append(
            "The server was restarted, and the run or its images have changed since: all images were scored again.")
          part = ScoredPart(columns: ScoreColumns(metrics: resumed.metrics.count), next: 0, tableBytes: 0)
        } else if part.columns.count > 0 {
          resumed.notes.append(
            "The server was restarted: the scores continued after \(Figures.count(part.columns.count, "image")).")
          resumed.resumed_after = part.next
        }
        try change(scoring.id) { [resumed, part] scoring, columns in
          // And again while the images were opened.
          let run = scoring.run
          (scoring, columns) = (resumed, part.columns)
          (scoring.run, scoring.done) = (run, part.columns.count)
        }
        try begin(scoring.id)
        let pass = ScoringPass(
          scoring.id, self, place, part.columns.count > 0 ? try ScoreWriter(place, after: part) : nil)
        try prepared.run(pass, after: part)
        try pass.finish()
      }
    }
  }

  /// Does `work` on the thread of scorings, and notes how it ended.
  private func enqueue(_ id: String, _ work: @escaping @Sendable () throws -> Void) {
    Task {
      try? await thread { [self] in
        do {
          try work()
          end(id, .done, nil)
        } catch is CancellationError {
          end(id, .aborted, nil)
        } catch {
          end(id, .failed, PageWords.of(error))
        }
      }
    }
  }

  /// Stops a scoring; what is scored already stays.
  ///
  /// - Throws: `WebError` with status 409 where it has ended.
  func abort(_ id: String) throws(WebError) {
    let isActive = contents.withLock { contents in
      contents.active[id]?.isAborted = true
      return contents.active[id] != nil
    }
    guard isActive else { throw WebError(.conflict, type: "state", "it has ended already") }
  }

  /// Moves a scoring to the trash.
  ///
  /// - Throws: `WebError` with status 409 where it is under way.
  func remove(_ id: String) throws(WebError) {
    let isActive = contents.withLock { contents in
      guard contents.active[id] == nil else { return true }
      contents.known[id] = nil
      contents.tables.removeAll { $0.id == id }
      return false
    }
    guard !isActive else { throw WebError(.conflict, type: "state", "it is under way; stop it first") }
    try move(place(id).path, to: "\(folder)/.trash/\(id)")
  }

  /// Brings a removed scoring back.
  func restore(_ scoring: Scoring) throws(WebError) {
    try move("\(folder)/.trash/\(scoring.id)", to: place(scoring.id).path)
    contents.withLock { $0.known[scoring.id] = scoring }
  }

  private func move(_ path: String, to target: String) throws(WebError) {
    try? FileManager.default.createDirectory(
      atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    guard rename(path, target) == 0 else {
      throw WebError(
        .internalServerError, type: "files",
        "the scores cannot be moved (\(String(cString: strerror(errno)))); check the permissions of \(folder)")
    }
  }

  /// Notes that a run has another name; scorings of it that wait for their turn find it there.
  func runWasRenamed(from name: String, to other: String) {
    let renamed = contents.withLock { contents in
      for id in contents.active.keys where contents.active[id]?.scoring.run == name {
        contents.active[id]?.scoring.run = other
      }
      for id in contents.known.keys where contents.known[id]?.run == name { contents.known[id]?.run = other }
      return contents.known.merging(contents.active.mapValues(\.scoring)) { $1 }.values.filter { $0.run == other }
    }
    for scoring in renamed { try? place(scoring.id).write(scoring) }
  }

  private func begin(_ id: String) throws {
    try change(id) { scoring in
      (scoring.status, scoring.started) = (.running, Date())
    }
    guard let scoring = self[id] else { return }
    try place(id).write(scoring)
    tellState(scoring)
  }

  private func end(_ id: String, _ status: JobState, _ error: String?) {
    let ended = contents.withLock { contents -> Scoring? in
      guard var scoring = contents.active[id]?.scoring else { return nil }
      (scoring.status, scoring.error, scoring.stage, scoring.ended) = (status, error, "", Date())
      scoring.seconds = scoring.started.map { Date().timeIntervalSince($0) } ?? 0
      return scoring
    }
    guard let ended else { return }
    // Who reads that it has ended finds it so on disk, too.
    try? place(id).write(ended)
    contents.withLock { contents in
      contents.active[id] = nil
      contents.known[id] = ended
    }
    tellState(ended)
  }

  /// Changes what is known of a scoring that is under way.
  ///
  /// - Throws: `CancellationError` where it was stopped.
  func change(_ id: String, _ body: (inout Scoring) -> Void) throws(CancellationError) {
    try change(id) { scoring, _ in body(&scoring) }
  }

  /// Changes what is known of a scoring that is under way, and its columns; pages are told twice a second.
  ///
  /// - Throws: `CancellationError` where it was stopped.
  func change(_ id: String, _ body: (inout Scoring, inout ScoreColumns) -> Void) throws(CancellationError) {
    let (isAborted, told) = contents.withLock { contents -> (Bool, Scoring?) in
      guard var active = contents.active[id] else { return (true, nil) }
      // Not held twice, so that growing columns are not copied.
      contents.active[id] = nil
      body(&active.scoring, &active.columns)
      let isDue = ContinuousClock.now - active.told >= .milliseconds(500)
      if isDue { active.told = .now }
      contents.active[id] = active
      return (active.isAborted, isDue ? active.scoring : nil)
    }
    if let told { tell(told) }
    if isAborted { throw CancellationError() }
  }

  private func tell(_ scoring: Scoring) {
    Task { await events.publish(scoring.topic, ScoringEvent(scoring)) }
  }

  private func tellState(_ scoring: Scoring) {
    tell(scoring)
    Task { await events.publish(scoring.stateTopic, ScoringEvent(scoring)) }
  }
}
