import Foundation
import GRDB
import Hourglass
import Testing

import Catalogue

/// The index is made anew from the folders whenever it has to be.
@Suite struct DamagedIndexTests {
  private let place: Place
  private var file: String { "\(place.runs)/.studio/catalogue.sqlite" }

  init() async throws {
    place = try Place()
    try place.train("AE/a")
    try place.copy("AE/a", to: ["AE/b", "AE/c"], epochs: 5)
    let catalogue = try await Catalogue.scanned(place.runs)
    #expect(catalogue.notice == nil)
    try await catalogue.annotate(["AE~b"]) { try $0.add(tag: "kept") }
  }

  /// Changes the file as another program might.
  private func change(_ sql: String) throws { try DatabaseQueue(path: file).write { try $0.execute(sql: sql) } }

  private func remove() {
    for suffix in ["", "-wal", "-shm"] { unlink(file + suffix) }
  }

  @Test(arguments: ["not a database at all, but a text of some length that is long enough to be read as one", ""])
  func `a file that is no database is moved aside, which is said, and the runs are all there`(_ text: String)
    async throws
  {
    let before = try await Catalogue.scanned(place.runs).rows()
    remove()
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    let catalogue = try await Catalogue.scanned(place.runs)
    #expect(try await catalogue.rows() == before)
    guard !text.isEmpty else { return }
    #expect(catalogue.notice?.contains("\(file).damaged") == true)
    #expect(try String(contentsOfFile: "\(file).damaged", encoding: .utf8) == text)
  }

  @Test func `a file with damaged pages is made anew`() async throws {
    let before = try await Catalogue.scanned(place.runs).rows()
    unlink("\(file)-wal")
    unlink("\(file)-shm")
    var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    for index in stride(from: 4096 + 8, to: bytes.count, by: 7) { bytes[index] ^= 0x5A }
    try bytes.write(to: URL(fileURLWithPath: file))
    let catalogue = try await Catalogue.scanned(place.runs)
    #expect(try await catalogue.rows() == before)
    #expect(catalogue.notice?.contains("damaged") == true)
  }

  @Test func `an index with all that runs can have is whole when it is opened again`() async throws {
    let catalogue = try await Catalogue.scanned(place.runs)
    try await catalogue.annotate(["AE~a", "AE~b", "AE~c"]) { notes in
      for tag in ["x", "base", "new"] { try notes.add(tag: tag) }
      try notes.set(note: "a note")
      try notes.set(group: "a group")
      notes.isArchived = true
    }
    let again = try await Catalogue.scanned(place.runs)
    #expect(again.notice == nil && !FileManager.default.fileExists(atPath: "\(file).damaged"))
    #expect(try await again.rows() == catalogue.rows())
  }

  @Test func `an index of another version is made anew`() async throws {
    try change("PRAGMA user_version = 999; DROP TABLE run_tag")
    let catalogue = try await Catalogue.scanned(place.runs)
    #expect(catalogue.notice?.contains("another version") == true)
    #expect(try await catalogue.rows().map(\.tags) == [[], ["kept"], []])
  }

  @Test func `an index that loses a table while it is open is made anew at the next use`() async throws {
    let before = try await Catalogue.scanned(place.runs).rows()
    let catalogue = try await Catalogue.scanned(place.runs)
    try change("DROP TABLE run; DROP TABLE run_setting")
    #expect(try await catalogue.rows().isEmpty)
    try await catalogue.scan()
    #expect(try await catalogue.rows() == before)
    #expect(catalogue.notice != nil)
  }

  @Test func `reindexing reads every run again and tells only of what has changed`() async throws {
    let catalogue = try await Catalogue.scanned(place.runs)
    let before = try await catalogue.rows()
    let following = Following(catalogue)
    try await catalogue.reindex()
    #expect(try await catalogue.rows() == before)
    let deleted = try await catalogue.delete(["AE~c"])
    let changes = await following.changes(until: .deletedRuns(deleted))
    #expect(changes == [.runRemoved(id: "AE~c")])
  }

  @Test func `an index that cannot be written is up to date once it can`() async throws {
    let catalogue = try await Catalogue.scanned(place.runs)
    let before = try await catalogue.rows()
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let other = try DatabaseQueue(path: file, configuration: configuration)
    try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    await #expect(throws: DatabaseError.self) { try await catalogue.reindex() }
    #expect(try await catalogue.rows() == before)
    #expect(try await !catalogue.history("AE~a").epoch.isEmpty)
    try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    try place.copy("AE/a", to: ["AE/d"], epochs: 2)
    try await catalogue.scan()
    #expect(try await catalogue.rows().map(\.name) == ["AE/a", "AE/b", "AE/c", "AE/d"])
  }
}
