import Foundation
import HTTPTypes
import Hourglass
import Synchronization
import Web

/// What is computed for pages of codes.
enum LatentKind: String, CaseIterable, Codable, Hashable, Sendable {
  /// The codes of the images.
  case codes
  case tsne, umap
}

/// How far a computation is, as an event and as JSON.
struct LatentWork: Codable, Hashable, Sendable {
  enum State: String, CaseIterable, Codable, Hashable, Sendable {
    case waiting, working, done, failed, stopped
  }

  var kind: LatentKind
  /// The images: the identifier of a data set, empty for the run's own, and the part.
  var data: String
  var part: LatentPart
  var state: State
  /// The share that is done, from 0 to 1; null before it is known.
  var share: Double?
  var remaining_seconds: Double?
  /// Why it failed, one sentence.
  var problem: String?
}

/// The progress of one computation, reported from any thread.
final class LatentProgress: Sendable {
  private let isEnded = Atomic(false)
  private let latest = Mutex<(share: Double?, told: ContinuousClock.Instant)>((nil, .now))
  private let tell: @Sendable () -> Void

  init(tell: @escaping @Sendable () -> Void) { self.tell = tell }

  /// The share that is done.
  var share: Double? { latest.withLock { $0.share } }

  /// Whether somebody has stopped the computation.
  var isStopped: Bool { isEnded.load(ordering: .relaxed) }

  func stop() { isEnded.store(true, ordering: .relaxed) }

  /// Notes the share that is done; pages are told at most four times a second.
  ///
  /// - Returns: false where the computation was stopped.
  @discardableResult
  func report(_ share: Double) -> Bool {
    let isDue = latest.withLock { latest in
      latest.share = max(share, latest.share ?? 0)
      guard .now - latest.told > .milliseconds(250) else { return false }
      latest.told = .now
      return true
    }
    if isDue { tell() }
    return !isStopped
  }
}

/// Computations of minutes, one after the other: codes of images, t-SNE, UMAP.
actor LatentWorks {
  typealias Run = @Sendable (LatentProgress) async throws -> Void

  private struct Entry {
    let id: Int
    let key: CodeKey
    let kind: LatentKind
    let run: Run
    var state = LatentWork.State.waiting
    var progress: LatentProgress?
    var task: Task<Void, Never>?
    var started: ContinuousClock.Instant?
    var problem: String?

    var isActive: Bool { state == .waiting || state == .working }
  }

  private var entries: [Entry] = []
  private var nextID = 0
  private let publish: @Sendable (CodeKey, LatentWork) async -> Void
  private static let maxWaiting = 8
  /// Computations that have ended, whose outcome is remembered.
  private static let maxEnded = 32

  /// - Parameter publish: Tells pages how far the work on codes is.
  init(publish: @escaping @Sendable (CodeKey, LatentWork) async -> Void) { self.publish = publish }

  /// What is, or was, computed for `key`.
  func works(of key: CodeKey) -> [LatentWork] { entries.filter { $0.key == key }.map(Self.work) }

  /// Starts a computation, unless the same one waits or runs.
  ///
  /// - Throws: `WebError` with status 503 when too much waits.
  func start(_ kind: LatentKind, of key: CodeKey, _ run: @escaping Run) throws(WebError) -> LatentWork {
    if let known = entries.first(where: { $0.key == key && $0.kind == kind && $0.isActive }) { return Self.work(known) }
    guard entries.count(where: { $0.state == .waiting }) < Self.maxWaiting else {
      throw WebError(
        .serviceUnavailable, type: "busy", "the server computes for others; try again in a few minutes")
    }
    entries.removeAll { $0.key == key && $0.kind == kind }
    nextID += 1
    entries.append(Entry(id: nextID, key: key, kind: kind, run: run))
    let surplus = entries.count { !$0.isActive } - Self.maxEnded
    if surplus > 0, let old = entries.firstIndex(where: { !$0.isActive }) { entries.remove(at: old) }
    startNext()
    return works(of: key).first { $0.kind == kind } ?? Self.work(entries[entries.count - 1])
  }

  /// Stops a computation.
  ///
  /// - Throws: `WebError` with status 409 where it does not run.
  func stop(_ kind: LatentKind, of key: CodeKey) throws(WebError) {
    guard let place = entries.firstIndex(where: { $0.key == key && $0.kind == kind && $0.isActive }) else {
      throw WebError(.conflict, type: "state", "nothing of this kind is being computed")
    }
    entries[place].progress?.stop()
    entries[place].task?.cancel()
    guard entries[place].state == .waiting else { return }
    end(entries[place].id, .stopped, nil)
  }

  /// Stops everything when the task is cancelled: the server ends.
  func stopAtEnd() async {
    while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
    for entry in entries where entry.isActive {
      entry.progress?.stop()
      entry.task?.cancel()
    }
  }

  private func startNext() {
    guard !entries.contains(where: { $0.state == .working }),
      let place = entries.firstIndex(where: { $0.state == .waiting })
    else { return }
    let (id, run) = (entries[place].id, entries[place].run)
    let progress = LatentProgress { [weak self] in Task { await self?.tell(id) } }
    (entries[place].state, entries[place].progress, entries[place].started) = (.working, progress, .now)
    entries[place].task = Task {
      do {
        try await run(progress)
        end(id, .done, nil)
      } catch {
        let isStopped = progress.isStopped || error is CancellationError
        end(id, isStopped ? .stopped : .failed, isStopped ? nil : Self.sentence(error))
      }
    }
    Task { await tell(id) }
  }

  private func end(_ id: Int, _ state: LatentWork.State, _ problem: String?) {
    guard let place = entries.firstIndex(where: { $0.id == id }) else { return }
    (entries[place].state, entries[place].problem, entries[place].task) = (state, problem, nil)
    Task { await tell(id) }
    startNext()
  }

  private func tell(_ id: Int) async {
    guard let entry = entries.first(where: { $0.id == id }) else { return }
    await publish(entry.key, Self.work(entry))
  }

  private static func work(_ entry: Entry) -> LatentWork {
    let share = entry.progress?.share
    let seconds = entry.started.map { (ContinuousClock.now - $0) / .seconds(1) }
    return LatentWork(
      kind: entry.kind, data: entry.key.data, part: entry.key.part, state: entry.state, share: share,
      remaining_seconds: share.flatMap { share in
        seconds.flatMap { share > 0.02 && entry.state == .working ? $0 * (1 - share) / share : nil }
      }, problem: entry.problem)
  }

  private static func sentence(_ error: any Error) -> String {
    switch error {
    case let error as WebError: error.message
    case let error as any HTTPErrorConvertible: error.webError.message
    default: PageWords.of(error)
    }
  }
}
