import Foundation
import TestSupport
import Testing
import Training

/// Runs that are renamed, deleted, brought back and purged.
@Suite struct RunShelfTests {
  private let runs: SmallRuns
  private let shelf: RunShelf

  init() throws {
    runs = try SmallRuns()
    shelf = RunShelf(path: runs.folder("runs"))
  }

  private func trained(_ name: String) throws -> Run {
    var settings = runs.settings(2, epochs: 1)
    settings.name = name
    return try runs.trained(settings)
  }

  private var names: [String] { RunDirectory.all(in: shelf.path).map(\.name) }

  @Test func `a deleted run comes back with every byte`() throws {
    let run = try trained("AE/first")
    let before = try run.allBytes()
    let deleted = try shelf.delete(run.directory)
    #expect(deleted.run == "AE/first" && names.isEmpty && shelf.deleted == [deleted])
    #expect(!FileManager.default.fileExists(atPath: runs.folder("runs/AE")))
    let back = try shelf.restore(shelf.deleted(named: "AE/first"))
    #expect(back.path == run.directory.path && names == ["AE/first"] && shelf.deleted.isEmpty)
    #expect(try run.allBytes() == before)
  }

  @Test func `several deleted runs of one name are kept, and the last comes back`() throws {
    let first = try trained("mine")
    try shelf.delete(first.directory)
    let second = try trained("mine")
    try RunNotes.change(of: second.directory) { try $0.set(note: "second") }
    try shelf.delete(second.directory)
    #expect(shelf.deleted.map(\.run) == ["mine", "mine"] && shelf.deleted.map(\.number) == [1, 2])
    let back = try shelf.restore(shelf.deleted(named: "mine"))
    #expect(try RunNotes(of: back).note == "second")
    #expect(throws: RunError.self) { try shelf.restore(shelf.deleted(named: "mine")) }
    let other = try shelf.restore(shelf.deleted(named: "mine"), as: "first")
    #expect(try RunNotes(of: other).note == nil && names == ["first", "mine"])
  }

  @Test func `a purged run leaves nothing`() throws {
    let run = try trained("AE/first")
    let deleted = try shelf.delete(run.directory)
    #expect(throws: RunError.self) { try shelf.delete(RunDirectory(path: deleted.directory)) }
    try shelf.purge(deleted)
    #expect(names.isEmpty && shelf.deleted.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: "\(shelf.path)/.trash"))
  }

  @Test func `a renamed run is found, evaluated and trained further under its new name`() throws {
    let run = try trained("AE/first")
    var before = try run.allBytes()
    try shelf.rename(run.directory, to: "again/AE/second")
    #expect(names == ["again/AE/second"])
    let directory = try RunDirectory.find("again/AE/second", runs: shelf.path)
    let renamed = try Run.open(directory, runs: shelf.path, environment: [:])
    #expect(renamed.name == "again/AE/second")
    var after = try renamed.allBytes()
    (before["results.json"], after["results.json"]) = (nil, nil)
    #expect(after == before)
  }

  @Test func `the results of a run have its new name, and their lines go when it is purged`() throws {
    func lines(_ part: String) throws -> [String] {
      try String(contentsOfFile: "\(shelf.path)/\(part)_results.txt", encoding: .utf8).split(separator: "\n")
        .map(String.init)
    }
    let run = try trained("AE/first")
    _ = try trained("other")
    let (validation, test) = (try lines("validation"), try lines("test"))
    #expect(validation.map { $0.split(separator: " ")[1] } == ["first", "other"])
    var results = try #require(RunOverview(run.directory).results)
    func expectName(_ name: String, of directory: RunDirectory) throws {
      let plain = name.replacing("AE/", with: "")
      #expect(try lines("validation") == validation.map { $0.replacing(" first ", with: " \(plain) ") })
      #expect(try lines("test") == test.map { $0.replacing(" first ", with: " \(plain) ") })
      (results.run, results.directory) = (name, directory.path)
      #expect(RunOverview(directory).results == results)
    }
    let renamed = try shelf.rename(run.directory, to: "AE/second")
    try expectName("AE/second", of: renamed)
    var deleted = try shelf.delete(renamed)
    try expectName("AE/second", of: shelf.restore(deleted))
    deleted = try shelf.delete(renamed)
    let back = try shelf.restore(deleted, as: "third")
    try expectName("third", of: back)
    // Another run of the name has the line by now.
    let old = try shelf.delete(back)
    let new = try trained("third")
    let newest = (try lines("validation"), try lines("test"))
    _ = try shelf.restore(old, as: "fourth")
    #expect(try lines("validation") == newest.0 && lines("test") == newest.1)
    try shelf.purge(shelf.delete(new.directory))
    #expect(try lines("validation") == [validation[1]] && lines("test") == [test[1]])
  }

  @Test func `a run that is being trained stays where it is`() throws {
    let run = try trained("mine")
    // As a training does.
    let lock = open("\(run.directory.path)/.lock", O_CREAT | O_RDWR, 0o644)
    try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
    for body in [{ try shelf.rename(run.directory, to: "other") }, { try shelf.delete(run.directory) }]
      as [() throws -> Any]
    {
      let error = #expect(throws: RunError.self) { _ = try body() }
      #expect(error?.code == .busy && error?.description.contains("being trained") == true)
    }
    #expect(names == ["mine"] && shelf.deleted.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: "\(shelf.path)/.trash/1"))
    close(lock)
    try shelf.delete(run.directory)
    #expect(names.isEmpty)
  }

  @Test(arguments: ["", "a//b", "../out", "a/b/c/d", ".hidden", "images", "taken", "mine/inner"])
  func `a name that leads elsewhere or is taken is refused`(_ name: String) throws {
    let run = try trained("mine")
    try trained("taken").directory.make()
    #expect(throws: RunError.self) { try shelf.rename(run.directory, to: name) }
    #expect(names == ["mine", "taken"])
  }

  @Test func `a run that holds other runs, or lies elsewhere, is not moved`() throws {
    let outer = try trained("outer")
    _ = try trained("outer/inner")
    #expect(throws: RunError.self) { try shelf.delete(outer.directory) }
    #expect(names == ["outer", "outer/inner"])
    let elsewhere = RunShelf(path: runs.folder("others"))
    #expect(throws: RunError.self) { try elsewhere.delete(outer.directory) }
  }

  @Test func `an unknown deleted run is answered with the nearest`() throws {
    try shelf.delete(trained("mine").directory)
    let error = #expect(throws: RunError.self) { try shelf.deleted(named: "mnie") }
    #expect(error?.description.contains("did you mean mine?") == true)
  }
}
