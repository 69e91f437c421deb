import Foundation
import TestSupport
import Testing

/// The commands below `hourglass runs` that tidy up.
@Suite struct RunsCommandTests {
  private let program: Program

  init() throws { program = try Program() }

  private func object(_ line: String?) -> [String: Any]? {
    line.flatMap { try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
  }

  @Test func `tags are listed, archived runs are hidden, and run yaml stays as it is`() throws {
    try program.trained("--epochs", "1")
    let before = try program.files(below: "runs/mine")["run.yaml"]
    #expect(try program("runs", "tag", "mine", "paper", "baseline").output == "mine: baseline paper\n")
    #expect(try program("runs", "tag", "mine", "paper", "--remove").output == "mine: baseline\n")
    #expect(try program("runs", "note", "mine", "too few filters").output == "mine: too few filters\n")
    #expect(try program("runs", "list").lines[1].contains(" baseline  finished"))
    let shown = try program("runs", "show", "mine")
    #expect(shown.output.contains("tags: baseline\n") && shown.output.contains("note: too few filters\n"))
    #expect(try program("runs", "archive", "mine").status == 0)
    #expect(try program("runs").output == "1 archived run is not listed; --all lists all\n")
    #expect(try program("runs", "list", "--all").output.contains("finished, archived"))
    #expect(try program("runs", "list", "--json").output == "")
    let listed = try #require(try program("runs", "list", "--all", "--json").lastObject)
    let notes = try #require(listed["notes"] as? [String: Any])
    #expect(listed["run"] as? String == "mine" && notes["tags"] as? [String] == ["baseline"])
    #expect(notes["note"] as? String == "too few filters" && notes["is_archived"] as? Bool == true)
    #expect(try program("runs", "archive", "mine", "--undo").status == 0)
    #expect(try program("runs", "list", "--tag", "baseline").lines.count == 2)
    #expect(try program("runs", "list", "--tag", "other").output == "no runs with the tag other\n")
    #expect(try program.files(below: "runs/mine")["run.yaml"] == before)
    expectOneError(try program("runs", "tag", "mine", "two words"), "not a valid tag")
    expectOneError(try program("runs", "tag", "mine", "baselin", "--remove"), "did you mean baseline?")
  }

  @Test func `a list warns once of a run whose newest epoch is damaged`() throws {
    try program.trained("--epochs", "2")
    let log = program.folder("runs/mine/metrics.jsonl")
    let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
    #expect(try program("runs", "list").errors == "")
    try "\(lines[0])\n\(lines[1].prefix(40))\n".write(toFile: log, atomically: true, encoding: .utf8)
    for arguments in [["runs"], ["runs", "list", "--json"]] {
      let outcome = try program(arguments)
      #expect(outcome.status == 0 && outcome.output.contains("mine"))
      #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
      #expect(outcome.errors.contains("metrics.jsonl:2: the line is not an epoch"), "\(outcome.errors)")
    }
  }

  @Test func `runs are put into a group, which lists show and choose by`() throws {
    try program.trained("--epochs", "1")
    #expect(try program("runs", "group", "mine").output == "mine: no group\n")
    #expect(try program("runs", "rename", "mine", "tries/AE/first").status == 0)
    #expect(try program("runs", "group", "tries/AE/first").output == "tries/AE/first: tries\n")
    try program.trained("--epochs", "1")
    let both = try program("runs", "group", "mine", "runs/tries/AE/first", "wide codes")
    #expect(both.output == "mine: wide codes\nruns/tries/AE/first: wide codes\n", "\(both.errors)")
    #expect(try program("runs", "list").lines.dropFirst().allSatisfy { $0.hasSuffix("  wide codes  finished") })
    #expect(try program("runs", "show", "mine").output.contains("group: wide codes\n"))
    #expect(try program("runs", "group", "tries/AE/first", "--remove").output == "tries/AE/first: tries\n")
    let listed = try program("runs", "list", "--group", "wide codes", "--json")
    #expect(listed.lines.count == 1 && listed.lastObject?["group"] as? String == "wide codes")
    #expect(try program("runs", "list", "--group", "none").output == "no runs in the group none\n")
    expectOneError(
      try program("runs", "group", "mine", String(repeating: "x", count: 65)), "not a valid name of a group")
    expectOneError(try program("runs", "group", "mien", "wide codes"), "no such run", "mine")
    expectWrongUsage(try program("runs", "group"), "run")
  }

  @Test func `tags, a note and an archive given by several processes at the same time are all kept`() throws {
    try program.trained("--epochs", "1")
    let tags = (0..<12).map { "tag-\($0)" }
    let calls = tags.map { ["tag", "mine", $0] } + [["note", "mine", "a note"], ["archive", "mine"]]
    let processes = try calls.map { try program.started(["runs"] + $0) }
    for process in processes {
      let outcome = try process.outcome()
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let notes = try #require(try program("runs", "list", "--all", "--json").lastObject?["notes"] as? [String: Any])
    #expect(notes["tags"] as? [String] == tags.sorted())
    #expect(notes["note"] as? String == "a note" && notes["is_archived"] as? Bool == true)
  }

  @Test func `a deleted run is restored with all its files, and gone once it is purged`() throws {
    try program.trained("--epochs", "1")
    let before = try program.files(below: "runs/mine")
    #expect(try program("runs", "delete", "mine").output.contains("`hourglass runs restore mine` brings it back"))
    #expect(try program("runs").output.hasPrefix("no runs in runs"))
    #expect(try program("runs", "restore").output == "mine  runs/.trash/1/mine\n")
    #expect(try program("runs", "restore", "mine").output == "mine is back: runs/mine\n")
    #expect(try program.files(below: "runs/mine") == before)
    #expect(try program("evaluate", "mine").status == 0)
    _ = try program("runs", "delete", "mine")
    #expect(try program("runs", "delete", "mine", "--purge").output == "mine is removed for good\n")
    #expect(!FileManager.default.fileExists(atPath: program.folder("runs/.trash")))
    try program.trained("--epochs", "1")
    #expect(try program("runs", "delete", "mine", "--purge").output == "mine is removed for good\n")
    #expect(try program("runs", "delete", "--purge").output == "there are no deleted runs\n")
    expectOneError(try program("runs", "restore", "mine"), "no such deleted run")
    expectOneError(try program("runs", "delete", "mine", "--purge"), "no such run")
    expectWrongUsage(try program("runs", "delete"), "name the runs to delete")
  }

  @Test func `a renamed run keeps its checkpoints; a run in training keeps its name`() throws {
    try program.trained("--epochs", "1")
    #expect(try program("runs", "rename", "mine", "AE/other").output.contains("mine is called AE/other now"))
    #expect(try program("evaluate", "AE/other").status == 0)
    expectOneError(try program("runs", "rename", "AE/other", "../out"), "not a valid name")
    let running = try program.started(Program.train + ["--epochs", "1000000"])
    defer { running.process.terminate() }
    try running.wait(for: "epoch 1/")
    for arguments in [["delete", "mine"], ["delete", "mine", "--purge"], ["rename", "mine", "new"]] {
      expectOneError(try program(["runs"] + arguments), "the run is being trained", "Ctrl-C")
    }
    #expect(running.process.isRunning)
    expectOneError(try program("runs", "rename", "AE/other", "mine"), "the name is taken")
  }
}
