import Foundation
import Hourglass
import Synchronization
import Testing

@testable import Jobs

/// Job folders.
struct JobStoreTests {
  @Test func `a job is read back from its folder as it was`() async throws {
    let place = try Place()
    let queue = try JobQueue(runs: place.runs, settings: place.settings)
    let requests: [JobRequest] = [
      .train(run: "a/b", runFile: "model: {name: AE}\n", title: "A “title”", group: "sweep", threads: 3),
      .dataImport(arguments: ["/photos", "--resize", "64x64"], output: "/photos-db", title: "Photos"),
      .download("mnist"),
      .measure(arguments: ["evaluate", "a/b", "--split", "test"], title: "Report"),
    ]
    for request in requests { try await queue.add(request) }
    try await queue.pause(queue.jobs[0].id)
    let (jobs, damaged) = JobStore(runs: place.runs).read()
    #expect(jobs.map(\.task) == requests.map(\.task))
    #expect(damaged.isEmpty)
    // Times are written in milliseconds.
    #expect(jobs.map(\.history.count) == queue.jobs.map(\.history.count))
    #expect(jobs.map(\.state) == [.paused, .queued, .queued, .queued])
    #expect(jobs.map(\.title) == ["A “title”", "Photos", "mnist", "Report"])
    #expect(jobs[0].group == "sweep")
    let runFile = try String(contentsOfFile: queue.store.folder(of: jobs[0].id).runFile, encoding: .utf8)
    #expect(runFile == "model: {name: AE}\n")
  }

  @Test(arguments: ["", "{", "{}", #"{"id": "20260131-142501-3f9a"}"#])
  func `a damaged file is reported and set aside`(_ text: String) async throws {
    let place = try Place()
    let ids = try await {
      let queue = try JobQueue(runs: place.runs, settings: place.settings)
      let ids = [try await queue.add(.download("mnist")).id, try await queue.add(.download("cifar10")).id]
      await queue.shutDown()
      return ids
    }()
    let folder = JobStore(runs: place.runs).folder(of: ids[0])
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.job))
    for _ in 0..<2 {
      let queue = try JobQueue(runs: place.runs, settings: place.settings)
      #expect(queue.jobs.map(\.id) == [ids[1]])
      #expect(queue.damaged.map(\.id) == [ids[0]])
      #expect(queue.damaged.map(\.path) == [folder.damagedJob])
      await queue.shutDown()
    }
    #expect(try String(contentsOfFile: folder.damagedJob, encoding: .utf8) == text)
  }

  @Test func `two servers do not work on one folder`() throws {
    let place = try Place()
    let queue = try JobQueue(runs: place.runs, settings: place.settings)
    let error = #expect(throws: JobError.self) { try JobQueue(runs: "\(place.runs)/", settings: place.settings) }
    #expect(error?.code == .busy)
    #expect(error?.report.got == "process \(getpid())")
    withExtendedLifetime(queue) {}
  }

  @Test func `a folder that cannot be written refuses new jobs, and leaves nothing behind`() async throws {
    let place = try Place()
    let queue = try JobQueue(runs: place.runs, settings: place.settings)
    let first = try await queue.add(.download("mnist"))
    // A file in the place of the folder of jobs stops even a superuser.
    let jobs = queue.store.path
    try FileManager.default.moveItem(atPath: jobs, toPath: "\(jobs)-away")
    try Data().write(to: URL(fileURLWithPath: jobs))
    await #expect(throws: JobError.self) { try await queue.add(.download("cifar10")) }
    #expect(queue.jobs.map(\.id) == [first.id])
    let renamed = try await queue.rename(first.id, to: "MNIST")
    #expect(renamed.title == "MNIST")
    #expect(renamed.problem != nil)
    try FileManager.default.removeItem(atPath: jobs)
    try FileManager.default.moveItem(atPath: "\(jobs)-away", toPath: jobs)
    #expect(try await queue.rename(first.id, to: "Digits").problem == nil)
    #expect(JobStore(runs: place.runs).read().jobs.map(\.title) == ["Digits"])
  }

  @Test func `identifiers are those of DIGITS, and no other text`() throws {
    let place = try Place()
    let store = JobStore(runs: place.runs)
    let id = try store.makeFolder(date: Date(timeIntervalSince1970: 1_769_869_501))
    #expect(id.rawValue.hasPrefix("20260131-142501-"))
    #expect(JobID(rawValue: id.rawValue) == id)
    for text in ["", "..", "20260131-142501", "20260131-142501-3F9A", "20260131-142501-3f9", "2026013a-142501-3f9a"] {
      #expect(JobID(rawValue: text) == nil)
    }
    // A clock that stands still gives no name twice.
    let ids = try (0..<100).map { _ in try store.makeFolder(date: Date(timeIntervalSince1970: 0)) }
    #expect(Set(ids).count == 100)
  }
}

/// The log of a job.
struct JobLogTests {
  @Test func `the older half of a log is dropped while a process goes on writing`() throws {
    let place = try Place()
    let log = JobLog(path: "\(place.path)/output.log")
    let descriptor = try #require(log.open(appending: "$ command"))
    defer { close(descriptor) }
    for number in 1...2000 {
      let line = Array("line \(number)\n".utf8)
      #expect(write(descriptor, line, line.count) == line.count)
      log.shorten(to: 4096)
    }
    let text = try String(contentsOfFile: log.path, encoding: .utf8)
    #expect(text.utf8.count <= 4096)
    let lines = text.split(separator: "\n")
    #expect(lines.first == "[older lines were dropped]")
    let numbers = lines.dropFirst().compactMap { Int($0.dropFirst("line ".count)) }
    #expect(numbers.count == lines.count - 1)
    #expect(numbers == Array(try #require(numbers.first)...2000))
    #expect(log.lastLines(2) == ["line 1999", "line 2000"])
  }

  @Test func `a log that is not there has no lines`() throws {
    #expect(JobLog(path: "\(try Place().path)/output.log").lastLines(3).isEmpty)
  }
}
