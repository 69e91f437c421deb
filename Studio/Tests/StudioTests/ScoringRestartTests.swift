import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Testing
import Web

@testable import Studio

/// Scores of many images across a restart of the server.
@Suite struct ScoringRestartTests {
  @Test func `a scoring continues after its last whole row, and names what could not be read again`() async throws {
    let place = try DataSetPlace()
    try place.trainOnFolder("one")
    let folder = try Self.writeImages(place)
    try await place.askOfRuns { ask in
      let base = try await ask.scored("/runs/one/test-many", #"{"source": "folder", "folder": "\#(folder)"}"#)
      let (files, id) = Self.files(ask, base)
      let before = try #require(files.read())
      let whole = files.columns(metrics: before.metrics.count)
      #expect((before.done, before.unreadable) == (12, 1))
      try Self.cut(files, rows: 5)
      // Rows 0 to 3 are whole; that of the fifth image may not be.
      let scorings = Scorings(folder: ask.server.scorings.folder, events: ask.server.site.events)
      #expect(scorings[id]?.status == .queued && scorings[id]?.done == 5)
      ask.server.resume(scorings)
      let after = try await Self.ended(id, scorings)
      #expect((after.status, after.done, after.resumed_after) == (.done, 12, 5), "\(after.error ?? "")")
      #expect(after.notes.contains { $0.contains("continued after 4 images") }, "\(after.notes)")
      #expect(after.unreadable == 1 && after.unreadable_images == before.unreadable_images)
      #expect(files.read()?.status == .done && whole.images == [0, 1, 2] + (4...12))
      try Self.expectRows(files, whole, scorings.table(after).columns)
    }
  }

  @Test func `a scoring whose images have changed starts again and says so`() async throws {
    let place = try DataSetPlace()
    try place.trainOnFolder("one")
    let folder = try Self.writeImages(place)
    try await place.askOfRuns { ask in
      let base = try await ask.scored("/runs/one/test-many", #"{"source": "folder", "folder": "\#(folder)"}"#)
      let (files, id) = Self.files(ask, base)
      try Self.cut(files, rows: 5)
      try FileManager.default.removeItem(atPath: "\(folder)/00.png")
      let scorings = Scorings(folder: ask.server.scorings.folder, events: ask.server.site.events)
      ask.server.resume(scorings)
      let after = try await Self.ended(id, scorings)
      #expect((after.status, after.done, after.total) == (.done, 11, 12), "\(after.error ?? "")")
      #expect(after.notes.contains { $0.contains("all images were scored again") })
      let table = try String(contentsOf: URL(fileURLWithPath: files.table), encoding: .utf8)
      #expect(table.components(separatedBy: "\r\n").count == 13 && table.hasPrefix("image,title,mse01"))
    }
  }

  @Test func `anomaly scores continue, too`() async throws {
    let place = try DataSetPlace()
    try place.trainOnFolder("one", classes: ClassSelection(["flat"]))
    try await place.askOfRuns { ask in
      let base = try await ask.scored("/runs/one/anomaly", #"{"part": "train"}"#)
      let (files, id) = Self.files(ask, base)
      let before = try #require(files.read())
      let whole = files.columns(metrics: before.metrics.count)
      try Self.cut(files, rows: 3)
      let scorings = Scorings(folder: ask.server.scorings.folder, events: ask.server.site.events)
      ask.server.resume(scorings)
      let after = try await Self.ended(id, scorings)
      #expect((after.status, after.done) == (.done, before.done), "\(after.error ?? "")")
      #expect(after.references == before.references && after.resumed_after == 2)
      try Self.expectRows(files, whole, scorings.table(after).columns)
    }
  }

  @Test func `a scoring that waits for its turn can be stopped, and one without its run says why`() async throws {
    let place = try DataSetPlace()
    try place.trainOnFolder("one")
    try await place.askOfRuns { ask in
      var found: [(files: ScoringFolder, id: String)] = []
      for _ in 0..<2 { found.append(Self.files(ask, try await ask.scored("/runs/one/test-many", "{}"))) }
      for files in found { try Self.cut(files.files, rows: 4) }
      try FileManager.default.removeItem(atPath: "\(place.runs)/one")
      let scorings = Scorings(folder: ask.server.scorings.folder, events: ask.server.site.events)
      try scorings.abort(found[0].id)
      ask.server.resume(scorings)
      let (stopped, failed) = (
        try await Self.ended(found[0].id, scorings), try await Self.ended(found[1].id, scorings)
      )
      #expect((stopped.status, stopped.done) == (.aborted, 4))
      #expect(failed.status == .failed && failed.error?.contains("one") == true, "\(failed.error ?? "")")
      #expect(found[1].files.columns(metrics: failed.metrics.count).count == 4)
    }
  }

  @Test func `scorings that wait find their run by the name that it has at their turn`() async throws {
    let place = try DataSetPlace()
    try place.trainOnFolder("one")
    try await place.askOfRuns { ask in
      let (files, id) = Self.files(ask, try await ask.scored("/runs/one/test-many", "{}"))
      try Self.cut(files, rows: 4)
      let scorings = Scorings(folder: ask.server.scorings.folder, events: ask.server.site.events)
      // Something is scored, and another scoring waits behind it.
      let (gate, first) = (DispatchSemaphore(value: 0), Scoring.newID(at: Date()))
      try ask.server.scorings.place(first).make()
      try ask.server.scorings.start(
        Scoring(id: first, run: "other", kind: .reconstruction, images: .init(name: "", part: .test), created: Date())
      ) { _ in gate.wait() }
      let answer = try await ask(.post, "/runs/one/test-many", json: "{}")
      let waiting: StartedScoring = try answer.decoded()
      let renamed = try await ask.change("/runs/one/rename", #"{"name": "two"}"#)
      #expect(renamed.id == "two" && ask.server.scorings.place(waiting.id).read()?.run == "two")
      gate.signal()
      let ended = try await Self.ended(waiting.id, ask.server.scorings)
      #expect((ended.status, ended.run) == (.done, "two"), "\(ended.error ?? "")")
      // The same for one that continues after a restart of the server.
      scorings.runWasRenamed(from: "one", to: "two")
      ask.server.resume(scorings)
      let after = try await Self.ended(id, scorings)
      #expect((after.status, after.run, after.resumed_after) == (.done, "two", 3), "\(after.error ?? "")")
      #expect(files.read()?.run == "two")
    }
  }

  /// Twelve pictures, and a text among them that is called one.
  private static func writeImages(_ place: DataSetPlace) throws -> String {
    let folder = "\(place.images)/new"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for number in 0..<12 {
      try DataSetPlace.wave(number, 1).write(to: "\(folder)/\(number < 10 ? "0" : "")\(number).png")
    }
    try Data("no picture".utf8).write(to: URL(fileURLWithPath: "\(folder)/02x.png"))
    return folder
  }

  private static func files(_ ask: Asking, _ base: String) -> (files: ScoringFolder, id: String) {
    let id = (base as NSString).lastPathComponent
    return (ask.server.scorings.place(id), id)
  }

  /// The files hold the images and the scores of `whole`, and so does the memory.
  private static func expectRows(_ files: ScoringFolder, _ whole: ScoreColumns, _ held: ScoreColumns) throws {
    let stored = files.columns(metrics: whole.values.count)
    for columns in [stored, held] {
      #expect(columns.images == whole.images && columns.labels == whole.labels)
      for (found, wanted) in zip(columns.values.joined(), whole.values.joined()) {
        #expect(abs(found - wanted) <= 1e-4 * abs(wanted))
      }
    }
    let table = try Data(contentsOf: URL(fileURLWithPath: files.table))
    for (image, row) in zip(stored.images, stored.rows) {
      #expect(ScoreTableText.field(0, of: table.dropFirst(Int(row))) == "\(image)")
    }
    #expect(table.count { $0 == 0x0A } == whole.count + 1)
  }

  /// Leaves the files as a server does that is killed while it writes the row after `rows` images.
  private static func cut(_ files: ScoringFolder, rows: Int) throws {
    var scoring = try #require(files.read())
    let columns = files.columns(metrics: scoring.metrics.count)
    let record = ScoreColumns.recordSize(metrics: scoring.metrics.count)
    truncate(files.table, off_t(columns.rows[rows]) + 3)
    truncate(files.numbers, off_t(rows * record) + 7)
    (scoring.status, scoring.done, scoring.ended) = (.running, 0, nil)
    (scoring.unreadable, scoring.unreadable_images, scoring.references) = (0, [], [])
    try files.write(scoring)
  }

  private static func ended(_ id: String, _ scorings: Scorings) async throws -> Scoring {
    for _ in 0..<600 {
      if let scoring = scorings[id], scoring.status != .queued, scoring.status != .running { return scoring }
      try await Task.sleep(for: .milliseconds(25))
    }
    return try #require(nil, "the scoring does not end")
  }
}
