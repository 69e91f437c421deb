import Foundation
import HTTPTypes
import Hummingbird
import Synchronization
import Testing

@testable import Web

/// Answers that requests of the same address share.
@Suite struct SharedAnswerTests {
  /// Endpoints that count their answers.
  private final class Asked: Sendable {
    private let count = Atomic(0)

    var endpoints: [Endpoint] {
      let name = Parameter.text("name", "A name", default: "")
      let next: @Sendable () -> Int = { self.count.add(1, ordering: .relaxed).newValue }
      return Endpoint.page("/count", "A count", [name], template: "text", isShared: true) { _ in
        ["count": next()]
      } view: { value, _ in
        PageView("Count", section: "", ["text": value["count"] ?? 0])
      } + [
        .get("/fault", "A fault", isShared: true) { _ -> [Int] in throw WebError(.conflict, type: "count", "\(next())")
        },
        .get("/long", "A long answer", isShared: true) { _ in Array(repeating: next(), count: 3000) },
        .get("/own", "A count for each") { _ in [next()] },
        .get("/who", "Who asks", isShared: true) { call in ["user": call.context.user ?? ""] },
        .post("/change", "A change") { _ in ["ok": true] },
      ]
    }
  }

  @Test func `an answer is shared until a request has changed something, by what is asked for`() async throws {
    try await TestServer.run(Asked().endpoints) { server in
      let start = ContinuousClock.now
      let first = try await server.ask("GET", "/count.json")
      let again = try await server.ask("GET", "/count.json")
      // A machine may be so busy that the time is up.
      #expect(again.text == first.text || .now - start > SharedAnswers.lifetime)
      #expect(first.status == 200 && first.text.hasPrefix(#"{"count":"#))
      try await #expect(server.ask("GET", "/count").text.contains("<p>"))
      let other = try await server.ask("GET", "/count.json?name=a")
      #expect(other.text != again.text)
      try await #expect(server.ask("HEAD", "/count.json").text == "")
      let own = try await server.ask("GET", "/own")
      try await #expect(server.ask("GET", "/own").text != own.text)
      try await #expect(server.ask("POST", "/change").status == 200)
      let changed = try await server.ask("GET", "/count.json")
      #expect(![first.text, again.text, other.text].contains(changed.text))
    }
  }

  @Test func `progress keeps answers, other events and the time end them, and faults are not kept`() async throws {
    let hub = EventHub()
    try await TestServer.run(Asked().endpoints, events: hub) { server in
      let site = server.site
      let key = SharedAnswers.Key(address: "/x", user: nil, isCompressed: false)
      let before = site.moment.changes
      await hub.publish("a", 1, isProgress: true)
      #expect(site.moment.changes == before)
      await hub.publish("a", 1)
      #expect(site.moment.changes > before)
      func answer(_ text: String, _ changes: Int) async throws -> String {
        let response = try await site.answers.answer(key, at: .init(changes: changes)) {
          .bytes(text.utf8, type: "text/plain")
        }
        let collector = BodyCollector()
        try await response.body.write(collector)
        return String(buffer: collector.buffer)
      }
      #expect(try await answer("one", 1) == "one")
      #expect(try await answer("two", 2) == "two")
      try await Task.sleep(for: SharedAnswers.lifetime)
      #expect(try await answer("three", 2) == "three")
      // A page has its progress from the stream of events; a document must hold it.
      let start = ContinuousClock.now
      let (page, document) = (try await server.ask("GET", "/count"), try await server.ask("GET", "/count.json"))
      await hub.publish("a", 1, isProgress: true)
      let samePage = try await server.ask("GET", "/count").text == page.text
      #expect(samePage || .now - start > SharedAnswers.lifetime)
      try await #expect(server.ask("GET", "/count.json").text != document.text)
      let fault = try await server.ask("GET", "/fault")
      #expect(fault.status == 409)
      try await #expect(server.ask("GET", "/fault").text != fault.text)
    }
  }

  @Test func `while events wait, answers from before them are shared; those that were released are in documents`()
    async throws
  {
    let answers = SharedAnswers()
    let key = SharedAnswers.Key(address: "/x", user: nil, isCompressed: false)
    func text(_ text: String, _ moment: SharedAnswers.Moment) async throws -> String {
      let response = try await answers.answer(key, at: moment, holdsEvents: true) {
        .bytes(text.utf8, type: "text/plain")
      }
      let collector = BodyCollector()
      try await response.body.write(collector)
      return String(buffer: collector.buffer)
    }
    let start = ContinuousClock.now
    #expect(try await text("one", .init(changes: 1, event: 5, released: 5)) == "one")
    let waiting = SharedAnswers.Moment(changes: 2, event: 7, released: 5, isHolding: true)
    let shared = try await text("two", waiting)
    // A machine may be so busy that the time is up.
    #expect(shared == "one" || .now - start > SharedAnswers.lifetime)
    // Made while they wait, it holds them.
    answers.forget()
    #expect(try await text("three", waiting) == "three")
    let again = try await text("four", .init(changes: 2, event: 7, released: 7))
    #expect(again == "three" || .now - start > SharedAnswers.lifetime)
    #expect(try await text("five", .init(changes: 2, event: 8, released: 8)) == "five")
    #expect(try await text("six", .init(changes: 3, event: 8, released: 8)) == "six")
  }

  @Test func `users have answers of their own, and what is compressed is not sent to others`() async throws {
    try await TestServer.run(Asked().endpoints, access: AccessTests.control()) { server in
      let token = ["Authorization": "Bearer \(AccessTests.token)"]
      let plain = try await server.ask("GET", "/long", token)
      #expect(plain["content-encoding"] == nil && plain.text.hasPrefix("[1,1"))
      let small = try await server.ask("GET", "/long", token.merging(["Accept-Encoding": "gzip"]) { $1 })
      #expect(small["content-encoding"] == "gzip" && small.bytes.count < 1000)
      #expect(small["vary"] == "Accept-Encoding" && plain["vary"] == "Accept-Encoding")
      let signedIn = try await server.ask(
        "POST", "/login", ["Content-Type": "application/json"],
        body: #"{"username": "ada", "password": "correct horse"}"#)
      let session = try #require(signedIn["Set-Cookie"]).prefix { $0 != ";" }
      try await #expect(server.ask("GET", "/who", token).text == #"{"user":"token"}"#)
      try await #expect(server.ask("GET", "/who", ["Cookie": String(session)]).text == #"{"user":"ada"}"#)
      try await #expect(server.ask("GET", "/who").status == 401)
    }
  }

  @Test func `what is held is bounded`() async throws {
    let answers = SharedAnswers()
    let bytes = [UInt8](repeating: 1, count: 100_000)
    for number in 0..<300 {
      let key = SharedAnswers.Key(address: "/\(number)", user: nil, isCompressed: false)
      _ = try await answers.answer(key, at: .init()) { .bytes(bytes, type: "application/octet-stream") }
      #expect(answers.held.answers <= 64 && answers.held.bytes <= (4 << 20) + bytes.count)
    }
    let pages = RenderedPages<Int>()
    var rendered = 0
    for value in [1, 1, 2, 3, 4, 5, 5, 1] {
      _ = pages.response(.init(value: value, root: "./", user: nil)) {
        rendered += 1
        return Response(status: .ok)
      }
    }
    // The first is no longer among the last four.
    #expect(rendered == 6)
  }
}
