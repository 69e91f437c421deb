import Foundation
import Hourglass
import Jobs
import StudioTestSupport
import Testing

/// The program that jobs run.
enum Program {
  /// The one that HOURGLASS_PROGRAM names, else the release build beside this package.
  static let path =
    ProcessInfo.processInfo.environment["HOURGLASS_PROGRAM"]
    ?? URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../.build/release/hourglass").standardized.path

  static let isThere = FileManager.default.isExecutableFile(atPath: path)
  static let missing: Comment = "no program: build it, or name it with HOURGLASS_PROGRAM"
}

/// A folder with a small data set and runs; when the test ends it is removed, and the processes that work in it are killed.
final class Place: Sendable {
  let path: String

  init() throws {
    // Without links, as paths of jobs are.
    let folder = URL(fileURLWithPath: NSTemporaryDirectory()).resolvingSymlinksInPath().path
    path = "\(folder)/hourglass-jobs-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    LeftProcesses.end(in: path)
    try? FileManager.default.removeItem(atPath: path)
  }

  var runs: String { "\(path)/runs" }
  var images: String { "\(path)/images" }

  /// Writes training images and 16 test images of 12 x 10 in four classes, as IDX files.
  func writeImages(training: Int = 64) throws {
    try FileManager.default.createDirectory(atPath: images, withIntermediateDirectories: true)
    var state: UInt32 = 1
    func word(_ value: Int) -> [UInt8] { withUnsafeBytes(of: UInt32(value).bigEndian) { Array($0) } }
    for (name, count) in [("train", training), ("t10k", 16)] {
      let pixels = (0..<count * 120).map { _ in
        state = state &* 1_664_525 &+ 1_013_904_223
        return UInt8(state >> 24)
      }
      let labels = (0..<count).map { UInt8($0 % 4) }
      try Data([0, 0, 8, 3] + word(count) + word(12) + word(10) + pixels)
        .write(to: URL(fileURLWithPath: "\(images)/\(name)-images-idx3-ubyte"))
      try Data([0, 0, 8, 1] + word(count) + labels)
        .write(to: URL(fileURLWithPath: "\(images)/\(name)-labels-idx1-ubyte"))
    }
  }

  /// The text of a run file; a thousand epochs take some seconds.
  func runFile(epochs: Int = 2, dataset: String? = nil) -> String {
    """
    model: {name: AE, code_size: 9}
    data: {dataset: \(dataset ?? images), validation: first 8}
    training: {batch_size: 8, epochs: \(epochs), film: 0, tensorboard: false}
    """
  }

  /// The epochs of a training that does not end before it is stopped: a quarter of an hour, should nobody stop it.
  static let endlessEpochs = 500_000

  /// A training that does not end before it is stopped.
  func endless(_ run: String, threads: Int = 1) -> JobRequest {
    .train(run: run, runFile: runFile(epochs: Self.endlessEpochs), threads: threads)
  }

  /// Settings with two slots that look every 20 ms.
  var settings: JobQueueSettings {
    var settings = JobQueueSettings(program: Program.path)
    settings.slots = 2
    settings.interval = .milliseconds(20)
    return settings
  }

  /// A queue in this folder that works while `body` does.
  ///
  /// Processes that are left afterwards are killed.
  @discardableResult
  func withQueue<Result: Sendable>(
    _ settings: JobQueueSettings? = nil, killingProcesses: Bool = true,
    _ body: @Sendable (JobQueue) async throws -> Result
  ) async throws -> Result {
    let queue = try JobQueue(runs: runs, settings: settings ?? self.settings)
    let running = Task { await queue.run() }
    do {
      let result = try await body(queue)
      await close(queue, running)
      if killingProcesses { LeftProcesses.end(in: path) }
      return result
    } catch {
      await close(queue, running)
      LeftProcesses.end(in: path)
      throw error
    }
  }

  /// Closes a queue once the processes that it is starting are there; otherwise nobody would find those.
  private func close(_ queue: JobQueue, _ running: Task<Void, Never>) async {
    // A task of its own, which a cancelled test does not cut short.
    await Task {
      await Self.wait { queue.jobs.allSatisfy { !$0.state.isActive || $0.process != nil } }
      running.cancel()
      await running.value
      // A job that was started in between.
      for job in queue.jobs where job.state.isActive && job.process == nil {
        let folder = queue.store.folder(of: job.id).path
        await Self.wait { !LeftProcesses.working(in: folder).isEmpty }
      }
    }.value
  }

  /// Waits until `isReached` holds, at most a minute.
  private static func wait(until isReached: () -> Bool) async {
    let deadline = ContinuousClock.now + .seconds(60)
    while !isReached(), ContinuousClock.now < deadline { try? await Task.sleep(for: .milliseconds(5)) }
  }

  /// The bytes of the newest checkpoint of an epoch of a run.
  func lastCheckpoint(_ run: String) throws -> Data {
    let path = try #require(RunDirectory(path: "\(runs)/\(run)").epochCheckpoints.last)
    return try Data(contentsOf: URL(fileURLWithPath: path))
  }
}

/// A job did not come to what a test waits for.
struct TooLate: Error, CustomStringConvertible {
  var description: String
}

extension JobQueue {
  /// Waits until `isReached` holds for the job, and returns the job.
  ///
  /// - Throws: ``TooLate`` after two minutes.
  @discardableResult
  nonisolated func waitUntil(
    _ id: JobID, _ what: String, _ isReached: @escaping @Sendable (Job) -> Bool
  ) async throws -> Job {
    let changes = changes()
    if let job = job(id), isReached(job) { return job }
    return try await first(what, of: id, in: changes) { change in
      if case .updated(let job) = change, job.id == id, isReached(job) { job } else { nil }
    }
  }

  /// Waits until the job has the state `state`.
  @discardableResult
  nonisolated func wait(for state: JobState, of id: JobID) async throws -> Job {
    try await waitUntil(id, "\(state)") { $0.state == state }
  }

  /// Waits for an event of the job's training that is wanted.
  nonisolated func waitForEvent(of id: JobID, _ isWanted: @escaping @Sendable (TrainingEvent) -> Bool) async throws {
    try await first("an event", of: id, in: changes()) { change in
      if case .event(id, .training(let line)) = change, isWanted(line.event) { () } else { nil }
    }
  }

  /// Waits for an event of an import or a download.
  nonisolated func waitForData(of id: JobID) async throws {
    try await first("an event", of: id, in: changes()) { change in
      if case .event(id, .data) = change { () } else { nil }
    }
  }

  /// Waits for the end of an epoch.
  nonisolated func waitForEpoch(of id: JobID) async throws {
    try await waitForEvent(of: id) { if case .epoch = $0 { true } else { false } }
  }

  private nonisolated func first<Value: Sendable>(
    _ what: String, of id: JobID, in changes: AsyncStream<JobChange>,
    _ value: @escaping @Sendable (JobChange) -> Value?
  ) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask {
        for await change in changes { if let value = value(change) { return value } }
        return nil
      }
      group.addTask {
        try await Task.sleep(for: .seconds(120))
        return nil
      }
      defer { group.cancelAll() }
      if let value = try await group.next() ?? nil { return value }
      let job = job(id)
      throw TooLate(
        description: "waited for \(what) of \(id); it is \(job.map { "\($0.state) \($0.reason ?? "")" } ?? "gone"): "
          + (job?.lastLines.joined(separator: "\n") ?? ""))
    }
  }
}
