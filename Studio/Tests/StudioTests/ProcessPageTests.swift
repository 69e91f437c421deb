import Foundation
import HTTPTypes
import Hourglass
import Testing
import Web

@testable import Jobs
@testable import Studio

/// Runs in several processes in forms, pages and JSON.
@Suite struct ProcessPageTests {
  private static let there = MPISurvey(
    version: "Open MPI v4.1.4", library: "/lib.so",
    launcher: MPILauncher(path: "/usr/bin/mpirun", family: .openMPI, cores: 4, isRoot: false))
  private static let missing = MPISurvey(
    problem: "the program has no library for MPI; build it with `make build MPI=1`")

  /// A Studio with four slots on a machine where this was found of MPI.
  private func studio(_ survey: MPISurvey) async throws -> NewRunFixture {
    let studio = try await NewRunFixture(threads: 4)
    await studio.server.queue.board.note(survey)
    return studio
  }

  @Test func `where there is no MPI, the field says how to have it, and one process needs none`() async throws {
    let studio = try await studio(Self.missing)
    let refused = try await studio.check(["processes": 2])
    let sentence = try #require(refused["errors"]?["processes"].list?.first?.text)
    #expect(sentence.contains("`make build MPI=1`") && !sentence.contains("--"))
    #expect(try await studio.send(.post, "/runs.json", studio.form(["processes": "2"])).status == 400)
    #expect(try await studio.check(["processes": 1])["errors"] == .object([:]))
    #expect(try await studio.send(.get, "/jobs").text.contains("trained in one process: the program has no library"))
    let machine = try await studio.json(.get, "/machine.json")
    #expect(machine["slots"] == 4 && machine["mpi"]["problem"].text?.contains("MPI=1") == true)
    #expect(try await !studio.send(.get, "/").text.contains("Open MPI"))
  }

  @Test func `what a form says of processes is checked against the slots`() async throws {
    let studio = try await studio(Self.there)
    let page = try await studio.send(.get, "/runs/new").text
    #expect(page.contains(#"name="processes""#) && page.contains("1 to 4, and with their threads at most 4 slots"))
    let check = try await studio.check(["processes": 2, "threads": 2])
    #expect(check["errors"] == .object([:]))
    #expect(check["command"]?.text?.hasPrefix("mpirun -n 2 --bind-to none hourglass train run.yaml ") == true)
    #expect(check["command"]?.text?.hasSuffix(" --threads 2") == true)
    #expect(try await studio.check([:])["command"]?.text?.contains("mpirun") == false)
    func fields(_ form: [String: SettingValue]) async throws -> [String] {
      try await (studio.check(form)["errors"] ?? .none).object?.keys.sorted() ?? []
    }
    #expect(try await fields(["processes": 5]) == ["processes"])
    #expect(try await fields(["processes": 0]) == ["processes"])
    #expect(try await fields(["processes": "many"]) == ["processes"])
    #expect(try await fields(["processes": 2, "threads": 3]) == ["threads"])
    #expect(try await fields(["processes": "[1, 2, 4]", "threads": 2]) == ["threads"])
    #expect(try await fields(["processes": "[1, 2, 4]", "threads": 1]) == [])
    #expect(
      try await studio.send(.get, "/jobs").text.contains("Open MPI v4.1.4, started by <code>/usr/bin/mpirun</code>"))
    #expect(try await studio.send(.get, "/").text.contains(" · Open MPI v4.1.4"))
  }

  @Test func `a list trains a run in each number of processes, whose names, jobs and clones say which`() async throws {
    let studio = try await studio(Self.there)
    let form = studio.form(["processes": [1, 4], "training": ["epochs": "[1, 2]"], "name": "mine"])
    let check = try #require(try await studio.json(.post, "/runs/check", form).object)
    #expect(check["runs"] == 4 && check["command"]?.text?.split(separator: "\n").count == 2)
    let answer = try await studio.json(.post, "/runs.json", form)
    let names = answer["runs"].list?.compactMap { $0["name"].text } ?? []
    #expect(
      names == [
        "mine_epochs=1_processes=1", "mine_epochs=1_processes=4", "mine_epochs=2_processes=1",
        "mine_epochs=2_processes=4",
      ])
    let jobs = studio.server.queue.jobs
    #expect(jobs.map(\.processes) == [nil, 4, nil, 4] && jobs.map(\.threads) == [4, 1, 4, 1])
    #expect(jobs.map { $0.slots(of: 4) } == [4, 4, 4, 4])
    let listed = try await studio.json(.get, "/jobs.json")
    #expect(listed["jobs"].list?.map { $0["processes"] } == [1, 4, 1, 4])
    #expect(try await studio.send(.get, "/jobs").text.contains("in 4 processes"))
    let clone = try await studio.json(.get, "/runs/new.json?from=mine_epochs=2_processes=4")
    #expect(clone["values"]["processes"].text == "4" && clone["slots"] == 4)
    let page = try await studio.send(.get, "/runs/new?from=mine_epochs=2_processes=4").text
    #expect(page.contains(#"name="processes" value="4""#))
    let shown = try await studio.json(.get, "/runs/mine_epochs=2_processes=4.json")
    #expect(shown["processes"] == 4)
    #expect(shown["command"].text?.hasPrefix("mpirun -n 4 --bind-to none hourglass train ") == true)
  }

  @Test func `a job that was stopped is resumed in another number of processes`() async throws {
    let studio = try await studio(Self.there)
    _ = try await studio.json(.post, "/runs.json", studio.form(["processes": 2, "name": "mine"]))
    let job = try #require(studio.server.queue.jobs.first)
    _ = try await studio.json(.post, "/jobs/\(job.id)/abort")
    let page = try await studio.send(.get, "/jobs/\(job.id)/status").text
    #expect(page.contains("/resume?processes=1") && page.contains("/resume?processes=4"))
    #expect(!page.contains("/resume?processes=2"))
    #expect(try await studio.send(.post, "/jobs/\(job.id)/resume?processes=5").status == 400)
    _ = try await studio.json(.post, "/jobs/\(job.id)/resume?processes=4")
    let four = try #require(studio.server.queue.job(job.id))
    #expect(four.processes == 4 && four.threads == 1 && four.state == .queued)
    _ = try await studio.json(.post, "/jobs/\(job.id)/abort")
    _ = try await studio.json(.post, "/runs/mine/resume?processes=1")
    let one = try #require(studio.server.queue.job(job.id))
    #expect(one.processes == nil && one.threads == 4)
  }

  @Test func `a run shows what each process did, whoever started it`() async throws {
    let place = try DataSetPlace()
    try place.train("alone")
    try place.train("two")
    let directory = RunDirectory(path: "\(place.runs)/two")
    try rewrite(directory.runFile) {
      $0.replacing("\n  processes: 1 of 1 thread\n", with: "\n  processes: 2 of 3 threads\n")
    }
    try rewrite(directory.metrics) { text in
      text.split(separator: "\n").map { line in
        let processes = #"""
          {"exchange_seconds":0.25,"host":"a","images_per_second":1234,"waiting_seconds":0.5},\#
          {"exchange_seconds":0.25,"host":"b","images_per_second":567.8,"waiting_seconds":0}
          """#
        let timed = line.replacing(/"seconds":[-+.e0-9]+/, with: #""seconds":2"#)
          .replacing(/"validation_seconds":[-+.e0-9]+/, with: #""validation_seconds":0"#)
        return timed.dropLast() + #","processes":["# + processes + "]}\n"
      }.joined()
    }
    try await place.askOfRuns { ask in
      let ranks: RunRanks = try await ask(.get, "/runs/two/ranks.json").decoded()
      #expect(ranks.epoch == 3 && ranks.ranks.map(\.host) == ["a", "b"])
      #expect(ranks.ranks[0].waiting_share == 0.25 && ranks.ranks[1].images_per_second == 567.8)
      let run: RunDocument = try await ask(.get, "/runs/two.json").decoded()
      #expect(run.ranks == ranks && run.processes == 2 && run.threads == 3)
      #expect(run.command.hasPrefix("mpirun -n 2 --bind-to none hourglass train "))
      let page = try await ask(.get, "/runs/two").text
      #expect(page.contains(">Processes</h2>") && page.contains("0.50 s (25%)") && page.contains("<td>b</td>"))
      #expect(page.contains("2 processes of 3 threads"))
      // Nothing is shown of a run of one process.
      let alone = try await ask(.get, "/runs/alone").text
      #expect(!alone.contains(">Processes</h2>") && !alone.contains("mpirun"))
      let none: RunRanks = try await ask(.get, "/runs/alone/ranks.json").decoded()
      #expect(none == .none)
      try await #expect(ask(.get, "/runs/three/ranks.json").status == 404)
      let comparison: ComparisonDocument = try await ask(.get, "/runs/compare.json?run=two&run=alone").decoded()
      let processes = try #require(comparison.differing_settings.first { $0.name == "processes" })
      #expect(processes.values == ["2", "1"])
      let clone = try await ask(.get, "/runs/new?from=two").text
      #expect(clone.contains(#"name="processes" value="2""#))
    }
  }

  @Test func `the record of a run says in how many processes it was trained, and where that changed`() {
    func processes(_ record: String?) -> RunProcesses? {
      var file = RunFile()
      file.record = record.map { ["processes": $0] } ?? [:]
      file.history = [
        RunHistoryEntry(epoch: 2, processes: "1 of 2 threads, then 1 of 1 thread"),
        RunHistoryEntry(epoch: 3, processes: "1 of 1 thread, then 4 of 2 threads"),
      ]
      return RunProcesses(file)
    }
    #expect(processes("4 of 2 threads")?.count == 4 && processes("4 of 2 threads")?.threads == 2)
    #expect(processes("2")?.count == 2 && processes("2")?.threads == nil)
    #expect(processes("1 of 1 thread")?.changes == ["after epoch 3: 1 of 1 thread, then 4 of 2 threads"])
    #expect(processes(nil) == nil && processes("many") == nil)
  }

  private func rewrite(_ path: String, _ change: (String) -> String) throws {
    let before = try String(contentsOfFile: path, encoding: .utf8)
    let after = change(before)
    #expect(after != before)
    try Data(after.utf8).write(to: URL(fileURLWithPath: path))
  }
}
