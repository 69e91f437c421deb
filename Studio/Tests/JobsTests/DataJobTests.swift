import Foundation
import Hourglass
import Jobs
import Testing

/// Imports as jobs, and trainings that wait for them.
@Suite(.serialized, .enabled(if: Program.isThere, Program.missing)) struct DataJobTests {
  @Test func `a training waits for the import of its data set`() async throws {
    let place = try Place()
    try place.writeImages()
    let database = "\(place.path)/database"
    try await place.withQueue { queue in
      let data = try await queue.add(.dataImport(arguments: [place.images], output: database, title: "Images"))
      let run = try await queue.add(
        .train(run: "a", runFile: place.runFile(dataset: database), prerequisite: data.id))
      #expect(run.state == .queued)
      #expect(queue.job(data.id)?.state == .running)
      let done = try await queue.wait(for: .done, of: run.id)
      let imported = try #require(queue.job(data.id))
      #expect(imported.state == .done)
      #expect(try #require(imported.ended) <= #require(done.started))
      #expect(FileManager.default.fileExists(atPath: "\(database)/dataset.yaml"))
    }
  }

  @Test func `a paused import continues where it was`() async throws {
    let place = try Place()
    try place.writeImages(training: 40_000)
    let database = "\(place.path)/database"
    try await place.withQueue { queue in
      let job = try await queue.add(
        .dataImport(
          arguments: [place.images, "--encode", "png", "--validation", "0%"], output: database, title: "Images",
          threads: 1))
      try await queue.waitForData(of: job.id)
      try await queue.pause(job.id)
      try await queue.wait(for: .paused, of: job.id)
      #expect(FileManager.default.fileExists(atPath: "\(database)/UNFINISHED"))
      try await queue.resume(job.id)
      let done = try await queue.wait(for: .done, of: job.id)
      #expect(done.command.contains("--resume"))
      #expect(try ImageCollection.open(database, reading: ImageReading()).training.count == 40_000)
    }
  }

  @Test func `a training fails with the import of its data set, and names it`() async throws {
    let place = try Place()
    try place.writeImages()
    try await place.withQueue { queue in
      let data = try await queue.add(
        .dataImport(arguments: ["\(place.path)/nothing"], output: "\(place.path)/database", title: "Cats"))
      let run = try await queue.add(.train(run: "a", runFile: place.runFile(), prerequisite: data.id))
      let failed = try await queue.wait(for: .failed, of: run.id)
      let reason = try #require(failed.reason)
      #expect(reason.hasPrefix("“Cats” (job \(data.id)), which was to be done first, failed: "))
      #expect(failed.started == nil)
    }
  }

  @Test func `imports do not wait for the slots of trainings`() async throws {
    let place = try Place()
    try place.writeImages()
    try await place.withQueue { queue in
      let run = try await queue.add(place.endless("a", threads: 2))
      let data = try await queue.add(
        .dataImport(arguments: [place.images], output: "\(place.path)/database", title: "Images"))
      try await queue.wait(for: .done, of: data.id)
      #expect(queue.job(run.id)?.state == .running)
    }
  }

  @Test func `a measurement waits for its training, and a failed one says why`() async throws {
    let place = try Place()
    try place.writeImages()
    try await place.withQueue { queue in
      let run = try await queue.add(.train(run: "a", runFile: place.runFile()))
      let measured = try await queue.add(
        .measure(arguments: ["evaluate", "a", "--runs", place.runs], title: "Report", prerequisite: run.id, threads: 1))
      #expect(measured.state == .queued && measured.kind == .measure)
      let done = try await queue.wait(for: .done, of: measured.id)
      #expect(done.command.suffix(2) == ["--threads", "1"])
      let page = "\(RunDirectory(path: "\(place.runs)/a").evaluation)/validation.html"
      #expect(FileManager.default.fileExists(atPath: page))
      let other = try await queue.add(.measure(arguments: ["evaluate", "b", "--runs", place.runs], title: "Report"))
      let reason = try #require(try await queue.wait(for: .failed, of: other.id).reason)
      #expect(reason.contains("no such run"), "\(reason)")
      await #expect(throws: JobError.self) { try await queue.add(.measure(arguments: ["--help"], title: "Help")) }
    }
  }

  @Test func `a data set that a run waits for is not removed`() async throws {
    let place = try Place()
    let queue = try JobQueue(runs: place.runs, settings: place.settings)
    let data = try await queue.add(
      .dataImport(arguments: [place.images], output: "\(place.path)/database", title: "Images"))
    let run = try await queue.add(.train(run: "a", runFile: place.runFile(), prerequisite: data.id))
    await #expect(throws: JobError.self) { try await queue.remove(data.id) }
    try await queue.remove(run.id)
    try await queue.remove(data.id)
    #expect(queue.jobs.isEmpty)
  }
}
