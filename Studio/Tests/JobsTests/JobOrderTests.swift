import Foundation
import Hourglass
import Jobs
import Testing

/// Which job starts when.
@Suite(.serialized, .enabled(if: Program.isThere, Program.missing)) struct JobOrderTests {
  @Test func `as many trainings work as there are slots, and the next starts when one ends`() async throws {
    let place = try Place()
    try place.writeImages()
    try await place.withQueue { queue in
      let first = try await queue.add(place.endless("1"))
      let second = try await queue.add(place.endless("2"))
      let third = try await queue.add(place.endless("3"))
      #expect(queue.jobs.map(\.state) == [.running, .running, .queued])
      try await queue.abort(first.id)
      try await queue.wait(for: .running, of: third.id)
      #expect(queue.job(second.id)?.state == .running)
    }
  }

  @Test func `a job that is moved before the others starts first`() async throws {
    let place = try Place()
    try place.writeImages()
    try await place.withQueue { queue in
      let first = try await queue.add(place.endless("1", threads: 2))
      var others: [JobID] = []
      for name in ["2", "3", "4"] { others.append(try await queue.add(place.endless(name, threads: 2)).id) }
      try await queue.move(others[2], before: others[0])
      try await queue.move(others[0], before: nil)
      #expect(queue.jobs.map(\.id) == [first.id, others[2], others[1], others[0]])
      try await queue.abort(first.id)
      try await queue.wait(for: .running, of: others[2])
      #expect(queue.jobs.map(\.state) == [.aborted, .running, .queued, .queued])
    }
  }

  @Test func `jobs are moved between the same two any number of times`() async throws {
    let place = try Place()
    let queue = try JobQueue(runs: place.runs, settings: place.settings)
    var ids: [JobID] = []
    for name in ["1", "2", "3"] { ids.append(try await queue.add(place.endless(name)).id) }
    for _ in 0..<100 {
      let order = queue.jobs.map(\.id)
      try await queue.move(order[2], before: order[1])
      #expect(queue.jobs.map(\.id) == [order[0], order[2], order[1]])
    }
    let read = JobStore(runs: place.runs).read().jobs
    #expect(read.map(\.id) == queue.jobs.map(\.id))
    #expect(read.map(\.position) == queue.jobs.map(\.position))
  }

  @Test func `a small job overtakes one that does not fit`() async throws {
    let place = try Place()
    try place.writeImages()
    try await place.withQueue { queue in
      let first = try await queue.add(place.endless("1"))
      let large = try await queue.add(place.endless("2", threads: 8))
      let small = try await queue.add(place.endless("3"))
      #expect([first, large, small].map { queue.job($0.id)?.state } == [.running, .queued, .running])
      try await queue.abort(first.id)
      try await queue.abort(small.id)
      // More threads than slots: it gets all there are.
      let running = try await queue.wait(for: .running, of: large.id)
      #expect(running.command.suffix(2) == ["--threads", "2"])
    }
  }

  @Test func `after a time, free slots are kept for a job that does not fit`() async throws {
    let place = try Place()
    try place.writeImages()
    var settings = place.settings
    settings.patience = .zero
    try await place.withQueue(settings) { queue in
      let first = try await queue.add(place.endless("1"))
      let large = try await queue.add(place.endless("2", threads: 2))
      let small = try await queue.add(place.endless("3"))
      #expect([first, large, small].map { queue.job($0.id)?.state } == [.running, .queued, .queued])
      try await queue.abort(first.id)
      try await queue.wait(for: .running, of: large.id)
      #expect(queue.job(small.id)?.state == .queued)
    }
  }

  @Test func `a queued job that is paused or aborted does not start`() async throws {
    let place = try Place()
    try place.writeImages()
    try await place.withQueue { queue in
      let first = try await queue.add(place.endless("1", threads: 2))
      let paused = try await queue.add(place.endless("2"))
      let aborted = try await queue.add(place.endless("3"))
      let last = try await queue.add(place.endless("4"))
      #expect(try await queue.pause(paused.id).state == .paused)
      #expect(try await queue.abort(aborted.id).state == .aborted)
      try await queue.abort(first.id)
      try await queue.wait(for: .running, of: last.id)
      #expect(queue.jobs.map(\.state) == [.aborted, .paused, .aborted, .running])
    }
  }

  @Test func `requests that do not fit the job's state are refused`() async throws {
    let place = try Place()
    try place.writeImages()
    try await place.withQueue { queue in
      let job = try await queue.add(.train(run: "a", runFile: place.runFile()))
      await expect(.badRequest) { try await queue.add(place.endless("a")) }
      try await queue.wait(for: .done, of: job.id)
      await expect(.wrongState) { try await queue.resume(job.id) }
      await expect(.wrongState) { try await queue.abort(job.id) }
      await expect(.wrongState) { try await queue.pause(job.id) }
      try await queue.runWasRenamed(from: "a", to: "b")
      #expect(queue.job(job.id)?.task == .train(run: "b"))
      try await queue.remove(job.id)
      #expect(!FileManager.default.fileExists(atPath: queue.store.folder(of: job.id).path))
      await expect(.noJob) { try await queue.remove(job.id) }
      for name in ["", "--restart", "../a", "a/../../b", "/a", ".trash/1/a"] {
        await expect(.badRequest) { try await queue.add(.train(run: name, runFile: place.runFile())) }
        await expect(.badRequest) { try await queue.runWasRenamed(from: "a", to: name) }
      }
      await expect(.badRequest) { try await queue.add(.download("--force")) }
    }
  }

  private func expect(_ code: JobError.Code, _ body: () async throws -> some Any) async {
    await #expect(throws: JobError.self) {
      do {
        _ = try await body()
      } catch let error as JobError {
        #expect(error.code == code)
        throw error
      }
    }
  }
}
