import Foundation
import Hourglass
import StudioTestSupport
import Testing

@testable import Jobs

/// Trainings in several processes, by the real mpirun.
@Suite(
  .serialized, .enabled(if: Program.isThere, Program.missing),
  .enabled(if: MPI.missing == nil, "\(MPI.missing ?? "")"))
struct ProcessJobTests {
  /// The processes that train a job, by their numbers.
  private func ranks(_ id: JobID, _ queue: JobQueue) async throws -> [Int32] {
    await queue.ranks(of: try #require(queue.job(id))).map(\.number)
  }

  /// Whether a process is there; one that has ended and that nobody asked about is not.
  private func isAlive(_ number: Int32) -> Bool { ProcessIdentity(number) != nil }

  /// Waits until none of the processes is there.
  private func waitForEnd(of numbers: [Int32]) async throws {
    for _ in 0..<400 where numbers.contains(where: isAlive) { try await Task.sleep(for: .milliseconds(25)) }
    #expect(!numbers.contains(where: isAlive))
  }

  @Test func `a training in two processes is one job, whose events say what each did`() async throws {
    let place = try Place()
    try place.writeImages()
    try await place.withQueue(place.mpiSettings) { queue in
      // Nothing is known of MPI before the program has answered.
      let job = try await queue.add(.train(run: "a", runFile: place.runFile(epochs: 3), processes: 2))
      let single = try await queue.add(.train(run: "b", runFile: place.runFile()))
      try await queue.wait(for: .done, of: single.id)
      #expect(queue.job(job.id)?.state == .queued)
      await queue.lookForMPI()
      #expect(queue.mpi?.problem == nil, "\(queue.mpi?.problem ?? "")")
      let done = try await queue.wait(for: .done, of: job.id)
      let launcher = try #require(queue.mpi?.launcher)
      #expect(done.command.starts(with: launcher.words(2) + [Program.path, "train"]))
      #expect(done.command.suffix(2) == ["--threads", "1"])
      #expect(queue.job(single.id)?.command.first == Program.path)
      let directory = RunDirectory(path: "\(place.runs)/a")
      #expect(try RunFile(path: directory.runFile).record["processes"] == "2 of 1 thread")
      let lines = try String(contentsOfFile: directory.events, encoding: .utf8).split(separator: "\n")
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      let events = try lines.map { try decoder.decode(LoggedTrainingEvent.self, from: Data($0.utf8)).event }
      let epochs = events.compactMap { if case .epoch(let report) = $0 { report.processes } else { nil } }
      #expect(epochs.map(\.count) == [2, 2, 2])
      #expect(epochs.joined().allSatisfy { $0.imagesPerSecond > 0 && !$0.host.isEmpty })
      let log = try String(contentsOfFile: queue.store.folder(of: job.id).output, encoding: .utf8)
      #expect(log.components(separatedBy: "processes 2\n").count == 2)
    }
  }

  @Test func `what cannot be started is refused, or fails with the cure`() async throws {
    let place = try Place()
    try place.writeImages()
    var settings = place.settings
    settings.environment["HOURGLASS_MPI_LIBRARY"] = "\(place.path)/none.so"
    try await place.withQueue(settings) { queue in
      let early = try await queue.add(place.endless("early", processes: 2))
      await queue.lookForMPI()
      let problem = try #require(queue.mpi?.problem)
      let failed = try await queue.wait(for: .failed, of: early.id)
      #expect(failed.reason?.contains(problem) == true && problem.contains("MPI=1"))
      await #expect(throws: JobError.self) { try await queue.add(place.endless("late", processes: 2)) }
      try await queue.resume(early.id, processes: 1)
      try await queue.waitForEpoch(of: early.id)
    }
  }

  @Test func `paused, aborted and resumed with another number, it has saved each time and leaves nobody`() async throws
  {
    let place = try Place()
    try place.writeImages()
    try await place.withQueue(place.mpiSettings) { queue in
      await queue.lookForMPI()
      let job = try await queue.add(place.endless("a", processes: 2))
      try await queue.waitForEpoch(of: job.id)
      var numbers = try await ranks(job.id, queue)
      #expect(numbers.count == 2)
      try await queue.pause(job.id)
      let paused = try await queue.wait(for: .paused, of: job.id)
      #expect(paused.exitStatus == 128 + SIGTERM)
      try await waitForEnd(of: numbers)
      let directory = RunDirectory(path: "\(place.runs)/a")
      #expect(directory.newestCheckpoint != nil)
      let resumed = try await queue.resume(job.id, processes: 1)
      #expect(resumed.processes == nil && resumed.threads == 2)
      try await queue.waitForEpoch(of: job.id)
      #expect(queue.job(job.id)?.command.first == Program.path)
      try await queue.abort(job.id)
      try await queue.wait(for: .aborted, of: job.id)
      try await queue.resume(job.id, processes: 2)
      try await queue.waitForEpoch(of: job.id)
      numbers = try await ranks(job.id, queue)
      try await queue.abort(job.id)
      try await queue.wait(for: .aborted, of: job.id)
      try await waitForEnd(of: numbers)
      let history = try RunFile(path: directory.runFile).history.compactMap(\.processes)
      #expect(history == ["2 of 1 thread, then 1 of 2 threads", "1 of 2 threads, then 2 of 1 thread"])
    }
  }

  @Test func `a process that is lost fails the job with one line, and the run is resumed`() async throws {
    let place = try Place()
    try place.writeImages()
    try await place.withQueue(place.mpiSettings) { queue in
      await queue.lookForMPI()
      let job = try await queue.add(place.endless("a", processes: 2))
      try await queue.waitForEpoch(of: job.id)
      let numbers = try await ranks(job.id, queue)
      let first = RunDirectory(path: "\(place.runs)/a").trainingProcess
      kill(try #require(numbers.first { $0 != first }), SIGKILL)
      let failed = try await queue.wait(for: .failed, of: job.id)
      #expect(failed.reason?.contains("was ended by signal 9") == true, "\(failed.reason ?? "")")
      #expect(failed.reason?.contains("another number of processes") == true)
      try await waitForEnd(of: numbers)
      try await queue.resume(job.id)
      try await queue.waitForEpoch(of: job.id)
    }
  }

  @Test func `a process that hangs fails the job within the time limit`() async throws {
    let place = try Place()
    try place.writeImages()
    var settings = place.mpiSettings
    settings.environment["HOURGLASS_MPI_TIME_LIMIT"] = "3"
    try await place.withQueue(settings) { queue in
      await queue.lookForMPI()
      let job = try await queue.add(place.endless("a", processes: 2))
      try await queue.waitForEpoch(of: job.id)
      let numbers = try await ranks(job.id, queue)
      let first = RunDirectory(path: "\(place.runs)/a").trainingProcess
      kill(try #require(numbers.first { $0 != first }), SIGSTOP)
      let failed = try await queue.wait(for: .failed, of: job.id)
      #expect(failed.exitStatus == 75)
      #expect(failed.reason?.contains("rank ") == true, "\(failed.reason ?? "")")
      try await waitForEnd(of: numbers)
    }
  }

  @Test func `processes that do not stop are killed, and so are those of a launcher that was`() async throws {
    let place = try Place()
    try place.writeImages()
    var settings = place.mpiSettings
    settings.killTime = .milliseconds(100)
    try await place.withQueue(settings) { queue in
      await queue.lookForMPI()
      let job = try await queue.add(place.endless("a", processes: 2))
      try await queue.waitForEpoch(of: job.id)
      var numbers = try await ranks(job.id, queue)
      var launcher = try #require(queue.job(job.id)?.process).number
      for number in numbers + [launcher] { kill(number, SIGSTOP) }
      try await queue.abort(job.id)
      try await queue.wait(for: .aborted, of: job.id)
      try await waitForEnd(of: numbers + [launcher])
      try await queue.resume(job.id)
      try await queue.waitForEpoch(of: job.id)
      numbers = try await ranks(job.id, queue)
      launcher = try #require(queue.job(job.id)?.process).number
      // None of them has the time to notice by itself.
      for number in numbers { kill(number, SIGSTOP) }
      kill(launcher, SIGKILL)
      try await queue.wait(for: .interrupted, of: job.id)
      try await waitForEnd(of: numbers)
    }
  }

  @Test func `the next server finds the processes again, and stops them`() async throws {
    let place = try Place()
    try place.writeImages()
    let id = try await place.withQueue(place.mpiSettings, killingProcesses: false) { queue in
      await queue.lookForMPI()
      let job = try await queue.add(place.endless("a", processes: 2))
      try await queue.waitForEpoch(of: job.id)
      return job.id
    }
    let store = JobStore(runs: place.runs)
    let before = try #require(store.read().jobs.first)
    #expect(before.state == .running && before.processes == 2)
    // As if the first server had been killed before it wrote the number.
    let path = store.folder(of: id).job
    var fields = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any])
    fields["process"] = nil
    try JSONSerialization.data(withJSONObject: fields).write(to: URL(fileURLWithPath: path))
    try await place.withQueue(place.mpiSettings) { queue in
      try await queue.waitForEpoch(of: id)
      #expect(queue.job(id)?.process == before.process)
      let numbers = try await ranks(id, queue)
      #expect(numbers.count == 2)
      try await queue.pause(id)
      try await queue.wait(for: .paused, of: id)
      try await waitForEnd(of: numbers)
      #expect(RunDirectory(path: "\(place.runs)/a").newestCheckpoint != nil)
    }
  }
}
