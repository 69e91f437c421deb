import Foundation
import Hourglass
import Jobs
import Testing

/// Trainings as jobs, with the real program.
@Suite(.serialized, .enabled(if: Program.isThere, Program.missing)) struct TrainingJobTests {
  @Test func `a training is done, with its history, its command and its run`() async throws {
    let place = try Place()
    try place.writeImages()
    try await place.withQueue { queue in
      let job = try await queue.add(.train(run: "digits/small", runFile: place.runFile(), title: "Small"))
      let done = try await queue.wait(for: .done, of: job.id)
      #expect(done.history.map(\.state) == [.queued, .running, .done])
      #expect(done.title == "Small")
      #expect(done.threads == 2)
      #expect(done.exitStatus == 0)
      #expect(done.process == nil)
      #expect(done.problem == nil)
      let folder = queue.store.folder(of: job.id)
      #expect(
        done.commandLine
          == "\(Program.path) train \(folder.runFile) --name digits/small --runs \(place.runs) --threads 2")
      #expect(RunOverview(RunDirectory(path: "\(place.runs)/digits/small")).isFinished)
      let log = try String(contentsOfFile: folder.output, encoding: .utf8)
      #expect(log.hasPrefix("$ \(done.commandLine)\n"))
      #expect(log.contains("epoch 2/2"))
    }
    #expect(JobStore(runs: place.runs).read().jobs.map(\.state) == [.done])
  }

  @Test func `a job that fails shows the program's error and its last lines, and blocks nobody`() async throws {
    let place = try Place()
    try place.writeImages()
    try await place.withQueue { queue in
      let bad = try await queue.add(
        .train(run: "bad", runFile: place.runFile(dataset: "\(place.path)/nothing"), threads: 2))
      let good = try await queue.add(.train(run: "good", runFile: place.runFile(), threads: 2))
      let failed = try await queue.wait(for: .failed, of: bad.id)
      #expect(failed.exitStatus == 1)
      let reason = try #require(failed.reason)
      #expect(reason.contains("nothing"))
      #expect(failed.lastLines.contains("error: \(reason)"))
      try await queue.wait(for: .done, of: good.id)
    }
  }

  @Test func `a program that is not there fails the job`() async throws {
    let place = try Place()
    var settings = place.settings
    settings.program = "\(place.path)/no-program"
    try await place.withQueue(settings) { queue in
      let job = try await queue.add(.train(run: "a", runFile: place.runFile()))
      let failed = try await queue.wait(for: .failed, of: job.id)
      #expect(failed.reason?.hasPrefix("\(queue.settings.program) cannot be started") == true)
    }
  }

  @Test func `paused and resumed, a training ends with the bytes of an undisturbed one`() async throws {
    let place = try Place()
    try place.writeImages()
    try await place.withQueue { queue in
      let whole = try await queue.add(.train(run: "whole", runFile: place.runFile(epochs: 1000), threads: 1))
      let parted = try await queue.add(.train(run: "parted", runFile: place.runFile(epochs: 1000), threads: 1))
      try await queue.waitForEpoch(of: parted.id)
      let asked = try await queue.pause(parted.id)
      #expect(asked.stopRequest == .pause)
      #expect(asked.state == .running)
      let paused = try await queue.wait(for: .paused, of: parted.id)
      #expect(paused.exitStatus == 128 + SIGTERM)
      #expect(paused.stopRequest == nil)
      try await queue.resume(parted.id)
      let done = try await queue.wait(for: .done, of: parted.id)
      #expect(done.history.map(\.state) == [.queued, .running, .paused, .queued, .running, .done])
      try await queue.wait(for: .done, of: whole.id)
    }
    #expect(try place.lastCheckpoint("parted") == place.lastCheckpoint("whole"))
  }

  @Test func `an aborted training has saved, and can be resumed`() async throws {
    let place = try Place()
    try place.writeImages()
    try await place.withQueue { queue in
      let job = try await queue.add(place.endless("a"))
      try await queue.waitForEpoch(of: job.id)
      try await queue.abort(job.id)
      let aborted = try await queue.wait(for: .aborted, of: job.id)
      #expect(aborted.exitStatus == 128 + SIGTERM)
      #expect(RunDirectory(path: "\(place.runs)/a").newestCheckpoint != nil)
      try await queue.resume(job.id)
      try await queue.waitForEpoch(of: job.id)
    }
  }

  @Test func `a process that does not stop when it is aborted is killed`() async throws {
    let place = try Place()
    try place.writeImages()
    var settings = place.settings
    settings.killTime = .milliseconds(100)
    try await place.withQueue(settings) { queue in
      let job = try await queue.add(place.endless("a"))
      try await queue.waitForEpoch(of: job.id)
      let process = try #require(queue.job(job.id)?.process)
      // A process that is stopped handles no signal but the last.
      kill(process.number, SIGSTOP)
      try await queue.abort(job.id)
      let aborted = try await queue.wait(for: .aborted, of: job.id)
      #expect(aborted.exitStatus == 128 + SIGKILL)
    }
  }

  @Test func `a process that is killed leaves an interrupted job, which is resumed`() async throws {
    let place = try Place()
    try place.writeImages()
    try await place.withQueue { queue in
      let job = try await queue.add(place.endless("a"))
      try await queue.waitForEpoch(of: job.id)
      kill(try #require(queue.job(job.id)?.process).number, SIGKILL)
      let interrupted = try await queue.wait(for: .interrupted, of: job.id)
      #expect(interrupted.exitStatus == 128 + SIGKILL)
      #expect(interrupted.reason == "its process was killed")
      #expect(!interrupted.lastLines.isEmpty)
      try await queue.resume(job.id)
      try await queue.waitForEpoch(of: job.id)
    }
  }

  @Test func `a process that says nothing is stalled until it does`() async throws {
    let place = try Place()
    try place.writeImages()
    var settings = place.settings
    settings.stallTime = .seconds(2)
    try await place.withQueue(settings) { queue in
      let job = try await queue.add(place.endless("a"))
      try await queue.waitForEpoch(of: job.id)
      let process = try #require(queue.job(job.id)?.process)
      kill(process.number, SIGSTOP)
      let stalled = try await queue.wait(for: .stalled, of: job.id)
      #expect(stalled.reason?.hasPrefix("no event for") == true)
      kill(process.number, SIGCONT)
      try await queue.wait(for: .running, of: job.id)
    }
  }

  @Test func `processes have a session of their own, little priority, and only the environment that they need`()
    async throws
  {
    let place = try Place()
    try place.writeImages()
    var settings = place.settings
    settings.environment["HOURGLASS_TEST_SECRET"] = "secret"
    try await place.withQueue(settings) { queue in
      let job = try await queue.add(place.endless("a"))
      try await queue.waitForEpoch(of: job.id)
      let number = try #require(queue.job(job.id)?.process).number
      #expect(getsid(number) == number)
      #if os(Linux)
        let stat = try String(contentsOfFile: "/proc/\(number)/stat", encoding: .isoLatin1)
        // The 19th field, of which the first two end at the parenthesis.
        #expect(stat[stat.lastIndex(of: ")")!...].split(separator: " ")[17] == "5")
        let environment = try #require(FileManager.default.contents(atPath: "/proc/\(number)/environ"))
        let text = String(decoding: environment, as: UTF8.self)
        #expect(text.contains("PATH="))
        #expect(!text.contains("HOURGLASS_TEST_SECRET"))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(number)/fd/0") == "/dev/null")
      #endif
    }
  }
}
