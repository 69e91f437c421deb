import Foundation
import Hourglass
import Testing

import Catalogue

/// Runs appear, change and go, by themselves and by actions.
@Suite struct CatalogueChangeTests {
  private let place: Place

  init() throws { place = try Place() }

  @Test func `runs of other processes appear, change and vanish, and a scan without changes tells nothing`()
    async throws
  {
    let catalogue = try await Catalogue.scanned(place.runs)
    let following = Following(catalogue)
    let run = try place.train("AE/a")
    try await catalogue.scan()
    try await catalogue.scan()
    try RunNotes.change(of: run.directory) { try $0.set(note: "seen") }
    try await catalogue.scan()
    try FileManager.default.removeItem(atPath: run.directory.path)
    try await catalogue.scan()
    let changes = await following.changes(until: .runRemoved(id: "AE~a"))
    guard changes.count == 2, case .runAppeared(let first) = changes[0], case .runChanged(let second) = changes[1]
    else {
      Issue.record("\(changes)")
      return
    }
    #expect((first.note, second.note) == (nil, "seen") && first.id == second.id)
    #expect(try await catalogue.rows().isEmpty)
    await #expect(throws: CatalogueError.self) { try await catalogue.run("AE~a") }
  }

  @Test func `a run is renamed, deleted, restored and purged, and the index follows at once`() async throws {
    try place.train("AE/a")
    try place.copy("AE/a", to: ["AE/b"], epochs: 2)
    let catalogue = try await Catalogue.scanned(place.runs)
    #expect(try await catalogue.rename("AE~a", to: "kept/a~1") == "kept~a%7E1")
    #expect(try await catalogue.rows().map(\.id) == ["AE~b", "kept~a%7E1"])
    await #expect(throws: RunError.self) { try await catalogue.rename("AE~b", to: "kept/a~1") }
    let deleted = try await catalogue.delete(["kept~a%7E1"])
    #expect(deleted.map(\.run) == ["kept/a~1"])
    #expect(try await catalogue.deletedRuns() == deleted)
    #expect(try await catalogue.rows().map(\.id) == ["AE~b"])
    var other = deleted[0]
    other.directory = place("elsewhere")
    #expect(try await catalogue.restore(other) == "kept~a%7E1")
    #expect(try await catalogue.run("kept~a%7E1").state == .finished)
    let again = try await catalogue.delete(["AE~b"])
    try await catalogue.purge(again[0])
    #expect(try await catalogue.deletedRuns().isEmpty)
    await #expect(throws: CatalogueError.self) { try await catalogue.purge(again[0]) }
    await #expect(throws: CatalogueError.self) { try await catalogue.delete(["..~..~etc"]) }
  }

  @Test func `listeners learn which runs are deleted`() async throws {
    try place.train("a")
    let catalogue = try await Catalogue.scanned(place.runs)
    let following = Following(catalogue)
    let deleted = try await catalogue.delete(["a"])
    let changes = await following.changes(until: .deletedRuns(deleted))
    #expect(changes == [.runRemoved(id: "a")])
  }

  @Test func `a listener that is too slow is told so, and hears of later changes`() async throws {
    try place.train("a")
    let catalogue = try await Catalogue.scanned(place.runs)
    let stream = catalogue.changes(bound: 2)
    for number in 0..<5 { try await catalogue.annotate(["a"]) { try $0.set(note: "note \(number)") } }
    var notes: [String?] = []
    var iterator = stream.makeAsyncIterator()
    func next() async {
      guard let change = await iterator.next(isolation: nil) else { return }
      if case .runChanged(let row) = change { notes.append(row.note) } else { notes.append("\(change)") }
    }
    await next()
    await next()
    try await catalogue.annotate(["a"]) { try $0.set(note: "last") }
    await next()
    await next()
    #expect(notes == ["note 0", "note 1", "missed", "last"])
  }

  @Test func `following finds new runs until it is cancelled, which ends the streams`() async throws {
    let catalogue = try Catalogue(runs: place.runs)
    let stream = catalogue.changes()
    let task = Task { await catalogue.follow(every: .milliseconds(20)) }
    try place.train("a")
    for await change in stream {
      if case .runChanged(let row) = change, row.state == .finished { break }
      if case .runAppeared(let row) = change, row.state == .finished { break }
    }
    task.cancel()
    await task.value
    #expect(try await catalogue.run("a").state == .finished)
  }

  @Test func `a thousand runs are listed with their sparklines, and only what changes is read again`() async throws {
    try place.train("AE/base")
    try place.copy("AE/base", to: (0..<1000).map { "group-\($0 % 7)/AE/copy-\($0)" }, epochs: 60)
    let catalogue = try await Catalogue.scanned(place.runs)
    let following = Following(catalogue)
    let page = try await catalogue.runs()
    #expect(page.total == 1001 && page.rows.count == 1001)
    #expect(page.rows.filter { $0.name != "AE/base" }.allSatisfy { (21...40).contains($0.sparkline.count) })
    #expect(Set(page.rows.compactMap(\.group)).count == 7)
    try await catalogue.scan()
    try await catalogue.annotate([RunID.id(of: "group-0/AE/copy-0")]) { try $0.add(tag: "one") }
    let last = try await catalogue.delete([RunID.id(of: "group-1/AE/copy-1")])
    let changes = await following.changes(until: .deletedRuns(last))
    #expect(changes.count == 2)
    // Another server on the same folder reads no run again.
    let other = try await Catalogue.scanned(place.runs)
    #expect(try await other.runs() == catalogue.runs())
  }
}
