import Foundation
import Hourglass
import Testing

@testable import Jobs

/// Queues on a folder that another server has left.
@Suite(.serialized, .enabled(if: Program.isThere, Program.missing)) struct ReopenedQueueTests {
  @Test func `a process that still works is found again, and stopped on request`() async throws {
    let place = try Place()
    try place.writeImages()
    let id = try await place.withQueue(killingProcesses: false) { queue in
      let job = try await queue.add(place.endless("a"))
      try await queue.waitForEpoch(of: job.id)
      return job.id
    }
    let before = try #require(JobStore(runs: place.runs).read().jobs.first)
    #expect(before.state == .running)
    try await place.withQueue { queue in
      try await queue.waitForEpoch(of: id)
      #expect(queue.job(id)?.process == before.process)
      #expect(queue.job(id)?.history == before.history)
      #expect(queue.progress(of: id)?.training?.start?.epochs == Place.endlessEpochs)
      try await queue.pause(id)
      let paused = try await queue.wait(for: .paused, of: id)
      #expect(paused.exitStatus == nil)
      #expect(RunDirectory(path: "\(place.runs)/a").newestCheckpoint != nil)
    }
  }

  @Test func `a process whose number was not written is found by its arguments`() async throws {
    let place = try Place()
    try place.writeImages()
    let id = try await place.withQueue(killingProcesses: false) { queue in
      let job = try await queue.add(place.endless("a"))
      try await queue.waitForEpoch(of: job.id)
      return job.id
    }
    let store = JobStore(runs: place.runs)
    let process = try #require(store.read().jobs.first?.process)
    try rewrite(store.folder(of: id)) { $0["process"] = nil }
    try await place.withQueue { queue in
      try await queue.waitForEpoch(of: id)
      #expect(queue.job(id)?.process == process)
    }
  }

  @Test func `a training that ended meanwhile is done, or interrupted where it was killed`() async throws {
    let place = try Place()
    try place.writeImages()
    let (done, killed) = try await place.withQueue(killingProcesses: false) { queue in
      let done = try await queue.add(.train(run: "done", runFile: place.runFile(epochs: 300), threads: 1))
      let killed = try await queue.add(place.endless("killed"))
      try await queue.waitForEpoch(of: killed.id)
      kill(try #require(queue.job(killed.id)?.process).number, SIGKILL)
      return (done.id, killed.id)
    }
    try await place.withQueue { queue in
      let interrupted = try await queue.wait(for: .interrupted, of: killed)
      #expect(interrupted.reason != nil)
      try await queue.wait(for: .done, of: done)
      try await queue.resume(killed)
      try await queue.waitForEpoch(of: killed)
    }
  }

  @Test func `a process with the number of an old one is not taken for it`() async throws {
    let place = try Place()
    try place.writeImages()
    let id = try await place.withQueue { queue in
      let job = try await queue.add(place.endless("a"))
      try await queue.waitForEpoch(of: job.id)
      return job.id
    }
    // The number of this process, which was started at another time.
    try rewrite(JobStore(runs: place.runs).folder(of: id)) { json in
      var process = json["process"] as? [String: Any]
      process?["number"] = Int(getpid())
      json["process"] = process
    }
    try await place.withQueue { queue in try await queue.wait(for: .interrupted, of: id) }
  }

  @Test func `a job whose process was never started is started`() async throws {
    let place = try Place()
    try place.writeImages()
    let queue = try JobQueue(runs: place.runs, settings: place.settings)
    let id = try await queue.add(.train(run: "a", runFile: place.runFile())).id
    await queue.shutDown()
    // What the file says when the server is killed just before it starts the process.
    try rewrite(queue.store.folder(of: id)) { json in
      json["history"] = (json["history"] as? [Any] ?? []) + [["state": "running", "time": "2026-01-31T14:25:01.000Z"]]
    }
    try await place.withQueue { queue in
      let done = try await queue.wait(for: .done, of: id)
      #expect(done.history.map(\.state) == [.queued, .running, .queued, .running, .done])
    }
  }

  @Test func `queued jobs go on being queued, and keep their order`() async throws {
    let place = try Place()
    try place.writeImages()
    let ids = try await place.withQueue { queue in
      var ids: [JobID] = []
      for name in ["1", "2", "3"] { ids.append(try await queue.add(place.endless(name, threads: 2)).id) }
      try await queue.move(ids[2], before: ids[1])
      try await queue.waitUntil(ids[0], "its process") { $0.process != nil }
      return [ids[0], ids[2], ids[1]]
    }
    try await place.withQueue { queue in
      #expect(queue.jobs.map(\.id) == ids)
      try await queue.wait(for: .running, of: ids[1])
      #expect(queue.job(ids[2])?.state == .queued)
    }
  }

  private func rewrite(_ folder: JobFolder, _ change: (inout [String: Any]) -> Void) throws {
    let url = URL(fileURLWithPath: folder.job)
    var json = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
    change(&json)
    try JSONSerialization.data(withJSONObject: json).write(to: url)
  }
}
