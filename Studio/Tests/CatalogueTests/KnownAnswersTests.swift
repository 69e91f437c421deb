import Hourglass
import Testing

@testable import Catalogue

@Suite struct KnownAnswersTests {
  @Test func `an answer is read once until the index is written, and a long one each time`() async throws {
    let answers = KnownAnswers<String, [Int]>()
    var reads = 0
    func read(_ query: String, at version: Int) async -> Int? {
      await answers.answer(query, at: version) {
        $0.count < 2
      } read: {
        reads += 1
        return Array(repeating: reads, count: query.count)
      }.first
    }
    #expect(await read("a", at: 1) == 1)
    #expect(await read("a", at: 1) == 1)
    #expect(await read("b", at: 1) == 2)
    #expect(await read("a", at: 1) == 1)
    #expect(await read("a", at: 2) == 3)
    #expect(await read("long", at: 2) == 4)
    #expect(await read("long", at: 2) == 5)
    // A bounded number of them is held.
    for letter in "cdefghijk" { _ = await read(String(letter), at: 2) }
    #expect(await read("a", at: 2) == 15)
  }

  @Test func `a change of a run is in the next answer`() async throws {
    let place = try Place()
    try place.train("AE/a")
    let catalogue = try await Catalogue.scanned(place.runs)
    #expect(try await catalogue.run("AE~a").tags == [])
    #expect(try await catalogue.rows().map(\.tags) == [[]])
    try await catalogue.annotate(["AE~a"]) { try $0.add(tag: "new") }
    #expect(try await catalogue.run("AE~a").tags == ["new"])
    #expect(try await catalogue.rows().map(\.tags) == [["new"]])
    _ = try await catalogue.delete(["AE~a"])
    #expect(try await catalogue.rows().isEmpty)
    await #expect(throws: CatalogueError.self) { try await catalogue.run("AE~a") }
  }
}
