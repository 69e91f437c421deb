import Foundation
import TestSupport
import Testing
import Training

/// Tags and notes of runs.
@Suite struct RunNotesTests {
  private let runs: SmallRuns
  private let run: Run

  init() throws {
    runs = try SmallRuns()
    run = try runs.trained(runs.settings(2, epochs: 1))
  }

  @Test func `tags and a note are saved beside run yaml, which stays as it is`() throws {
    let before = try bytes(of: run.directory.runFile)
    #expect(try RunNotes(of: run.directory) == RunNotes())
    let notes = try RunNotes.change(of: run.directory) { notes in
      for tag in ["paper", "baseline", "paper", "größer"] { try notes.add(tag: tag) }
      try notes.set(note: "  too few filters\nsee \"figure 2\"\n")
      notes.isArchived = true
    }
    let again = try RunNotes(of: run.directory)
    #expect(again == notes && again.tags == ["baseline", "größer", "paper"])
    #expect(again.note == "too few filters\nsee \"figure 2\"")
    #expect(try bytes(of: run.directory.runFile) == before)
    let summary = try RunSummary(name: run.name, run.directory)
    #expect(summary.notes == notes && summary.isFinished && summary.epochs == 1)
  }

  @Test func `a group is saved with the notes, and removed with an empty text`() throws {
    try RunNotes.change(of: run.directory) { try $0.set(group: " code sizes ") }
    #expect(try RunNotes(of: run.directory).group == "code sizes")
    for group in [String(repeating: "x", count: RunNotes.maxGroupLength + 1), "two\nlines"] {
      #expect(throws: RunError.self) { try RunNotes.change(of: run.directory) { try $0.set(group: group) } }
    }
    try RunNotes.change(of: run.directory) { try $0.set(group: " ") }
    #expect(try RunNotes(of: run.directory) == RunNotes())
  }

  @Test func `notes that say nothing leave no file`() throws {
    try RunNotes.change(of: run.directory) { try $0.add(tag: "one") }
    #expect(FileManager.default.fileExists(atPath: run.directory.notes))
    try RunNotes.change(of: run.directory) { try $0.remove(tag: "one") }
    #expect(!FileManager.default.fileExists(atPath: run.directory.notes))
  }

  @Test func `a run keeps its notes when it is trained again from the start`() throws {
    try RunNotes.change(of: run.directory) { try $0.add(tag: "kept") }
    _ = try run.train(restart: true, executor: SmallRuns.executor())
    #expect(try RunNotes(of: run.directory).tags == ["kept"])
  }

  @Test func `changes made at the same time are all kept, and a failed one changes nothing`() async throws {
    let directory = run.directory
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<24 {
        group.addTask { try RunNotes.change(of: directory) { try $0.add(tag: "tag-\(number)") } }
      }
      try await group.waitForAll()
    }
    #expect(try RunNotes(of: directory).tags == (0..<24).map { "tag-\($0)" }.sorted())
    #expect(throws: RunError.self) {
      try RunNotes.change(of: directory) { notes in
        try notes.remove(tag: "tag-0")
        try notes.remove(tag: "none")
      }
    }
    #expect(try RunNotes(of: directory).tags.count == 24)
  }

  @Test(arguments: ["", "two words", "a,b", "line\n", String(repeating: "x", count: 65)])
  func `a tag that is no word is refused`(_ tag: String) {
    var notes = RunNotes()
    #expect(throws: RunError.self) { try notes.add(tag: tag) }
    #expect(notes.tags.isEmpty)
  }

  @Test func `a tag that is not there is answered with the nearest, damaged notes with their place`() throws {
    var notes = RunNotes()
    try notes.add(tag: "paper")
    let error = #expect(throws: RunError.self) { try notes.remove(tag: "papre") }
    #expect(error?.description.contains("did you mean paper?") == true)
    try put(Array("{".utf8), at: run.directory.notes)
    let damaged = #expect(throws: RunError.self) { try RunNotes(of: run.directory) }
    #expect(damaged?.code == .badNotes && damaged?.description.contains(run.directory.notes) == true)
  }
}
