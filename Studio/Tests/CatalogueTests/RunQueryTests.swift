import Foundation
import Hourglass
import Testing

import Catalogue

/// Lists of runs: words, tags, order, pages.
@Suite struct RunQueryTests {
  private let place: Place
  private let catalogue: Catalogue

  init() async throws {
    place = try Place()
    try place.train("AE/base")
    try place.copy("AE/base", to: (0..<12).map { "AE/copy-\($0)" }, epochs: 3)
    catalogue = try await Catalogue.scanned(place.runs)
    try await catalogue.annotate(["AE~copy-1", "AE~copy-2"]) { try $0.add(tag: "paper") }
    try await catalogue.annotate(["AE~copy-3"]) { try $0.set(note: "Too FEW filters, 100%") }
    try await catalogue.annotate(["AE~copy-4"]) { $0.isArchived = true }
  }

  private func names(_ change: (inout RunQuery) -> Void) async throws -> [String] {
    var query = RunQuery()
    query.sort = RunSort(.name)
    change(&query)
    return try await catalogue.runs(query).rows.map(\.name)
  }

  @Test func `every word must occur, in any letter case and as it is written`() async throws {
    #expect(try await names { $0.words = "few COPY" } == ["AE/copy-3"])
    #expect(try await names { $0.words = "100%" } == ["AE/copy-3"])
    #expect(try await names { $0.words = "c_py" } == [])
    #expect(try await names { $0.words = "paper copy-2" } == ["AE/copy-2"])
  }

  @Test func `tags, states, groups and archived runs are filtered`() async throws {
    #expect(try await names { $0.tag = "paper" } == ["AE/copy-1", "AE/copy-2"])
    #expect(try await names { $0.states = [.finished] } == ["AE/base"])
    #expect(try await names { $0.isArchived = true } == ["AE/copy-4"])
    #expect(try await names { $0.group = "AE" } == [])
    #expect(try await names { $0.model = "AE" }.count == 12)
    #expect(try await names { ($0.model, $0.isArchived) = ("AE", nil) }.count == 13)
  }

  @Test func `runs are sorted by metrics and by settings as numbers, those without the value last`() async throws {
    try await catalogue.annotate(["AE~base"]) { $0.isArchived = true }
    let seeds = try await names { $0.sort = RunSort(.setting("training.seed"), isDescending: true) }
    #expect(seeds == [11, 10, 9, 8, 7, 6, 5, 3, 2, 1, 0].map { "AE/copy-\($0)" })
    var query = RunQuery()
    (query.sort, query.isArchived) = (try #require(RunSort("-best.psnr")), nil)
    let rows = try await catalogue.runs(query).rows
    #expect(rows.first?.name == rows.max { ($0.best.psnr ?? 0) < ($1.best.psnr ?? 0) }?.name)
    let settings = try await names { $0.sort = RunSort(.setting("no.such"), isDescending: true) }
    #expect(settings.count == 11)
  }

  @Test func `a page holds its runs, the number of all, and the settings that were asked for`() async throws {
    var query = RunQuery()
    (query.sort, query.offset, query.limit) = (RunSort(.name), 4, 3)
    query.settings = ["training.seed", "no.such"]
    let page = try await catalogue.runs(query)
    #expect((page.total, page.offset, page.rows.count) == (12, 4, 3))
    #expect(page.rows.map(\.name) == ["AE/copy-11", "AE/copy-2", "AE/copy-3"])
    #expect(page.rows[1].settings == ["training.seed": "2"])
  }

  @Test(arguments: ["name", "-best.psnr", "last.training_loss", "settings.model.code_size", "-code_size", "state"])
  func `an order is written as it is read, and can be used`(_ text: String) async throws {
    let sort = try #require(RunSort(text))
    #expect(sort.description == text)
    #expect(try JSONDecoder().decode(RunSort.self, from: JSONEncoder().encode(sort)) == sort)
    #expect(try await names { $0.sort = sort }.count == 12)
  }

  @Test func `an order that names nothing is none`() {
    for text in ["", "-", "best.", "best.none", "settings.", "id; DROP TABLE run"] { #expect(RunSort(text) == nil) }
  }

  @Test func `what runs can be filtered by is counted without archived ones`() async throws {
    let facets = try await catalogue.facets()
    #expect(facets.tags.map(\.value) == ["paper"] && facets.tags[0].runs == 2)
    #expect(facets.models.map(\.value) == ["AE"] && facets.models[0].runs == 12)
    #expect(facets.archived == 1 && facets.settings.contains { $0.value == "optimizer.learning_rate" })
    #expect(facets.states.map(\.runs).reduce(0, +) == 12)
  }
}
