import Foundation
import HTTPTypes
import NIOCore
import Testing

@testable import Web

@Suite struct EventTests {
  private static func open(_ server: TestServer, _ query: String, _ fields: String = "") throws -> LoopbackClient {
    let client = try LoopbackClient(port: server.port)
    client.write("GET /events?\(query) HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n")
    return client
  }

  @Test func `a stream sends the events of its topics, in order`() async throws {
    let hub = EventHub(beat: .milliseconds(50))
    try await TestServer.run([], events: hub) { server in
      let client = try Self.open(server, "topics=a,b")
      let head = try await server.blocking { client.read(until: "retry: 2000\n\n") }
      #expect(head.contains("text/event-stream") && head.contains("X-Accel-Buffering: no") && head.contains("no-store"))
      #expect(!head.contains("gzip") && head.contains("Content-Security-Policy"))
      await hub.publish("a", ["x": Double.nan])
      await hub.publish("c", ["x": 2])
      await hub.publish("b", ["x": "two\nlines"])
      let text = try await server.blocking { client.read(until: "lines\"}") }
      #expect(text.contains("event: a\ndata: {\"x\":null}\n\n") && !text.contains("event: c"))
      #expect(text.contains("id: \(hub.id(of: 3))\r\n") || text.contains("id: \(hub.id(of: 3))\n"))
      #expect(text.contains(#"data: {"x":"two\nlines"}"#))
      // A sign of life where nothing happens.
      #expect(try await server.blocking { client.read(until: ": still here\n\n") }.contains(": still here"))
    }
  }

  @Test func `who comes back gets what came meanwhile`() async throws {
    let hub = EventHub(maxRecent: 4)
    try await TestServer.run([], events: hub) { server in
      for number in 1...5 { await hub.publish("a", number) }
      let header = try Self.open(server, "topics=a", "Last-Event-ID: \(hub.id(of: 3))\r\n")
      let text = try await server.blocking { header.read(until: "data: 5") }
      #expect(text.contains("data: 4\n") && !text.contains("data: 3\n") && !text.contains("reset"))
      let query = try Self.open(server, "topics=a&last=\(hub.id(of: 1))")
      #expect(try await server.blocking { query.read(until: "data: 5") }.contains("data: 2\n"))
      // Older than what is kept, and of the server before this one.
      for last in [hub.id(of: 0), "elsewhere-3", "x", hub.id(of: 9)] {
        let late = try Self.open(server, "topics=a&last=\(last)")
        let text = try await server.blocking { late.read(until: "data: {}\n\n") }
        #expect(text.contains("id: \(hub.id(of: 5))\nevent: reset\ndata: {}\n\n"), "\(last)")
      }
    }
  }

  @Test func `a listener that is gone is noticed at once`() async throws {
    let hub = EventHub(beat: .seconds(3600))
    try await TestServer.run([], events: hub) { server in
      let clients = try (0..<3).map { _ in try Self.open(server, "topics=a") }
      try await #expect(eventually { await hub.listenerCount == 3 })
      clients[0].finish()
      try await #expect(eventually { await hub.listenerCount == 2 })
      try await #expect(server.ask("HEAD", "/events?topics=a").status == 200)
      try await #expect(eventually { await hub.listenerCount == 2 })
      withExtendedLifetime(clients) {}
    }
    // The server ended although two streams were open.
    #expect(await hub.listenerCount == 0)
  }

  @Test func `listeners and topics are bounded`() async throws {
    let hub = EventHub(maxListeners: 2)
    try await TestServer.run([], events: hub) { server in
      let clients = try (0..<2).map { _ in try Self.open(server, "topics=a") }
      try await #expect(eventually { await hub.listenerCount == 2 })
      try await #expect(server.ask("GET", "/events?topics=a").status == 503)
      let many = (0..<101).map { "\($0)" }.joined(separator: ",")
      try await #expect(server.ask("GET", "/events?topics=\(many)").status == 400)
      try await #expect(server.ask("GET", "/events").status == 400)
      withExtendedLifetime(clients) {}
    }
  }

  @Test func `what is held is bounded over 10,000 events, also where a reader takes none`() async throws {
    let hub = EventHub()
    let value = ["text": String(repeating: "x", count: 1000)]
    try await TestServer.run([], events: hub) { server in
      let slow = try LoopbackClient(port: server.port, receiveBuffer: 4096)
      slow.write("GET /events?topics=a HTTP/1.1\r\nHost: localhost\r\n\r\n")
      let fast = try Self.open(server, "topics=a,end")
      try await #expect(eventually { await hub.listenerCount == 2 })
      async let received = server.blocking { fast.count(until: "event: end") }
      for number in 1...10_000 {
        await hub.publish("a", value)
        if number % 100 == 0 { try await Task.sleep(for: .milliseconds(1)) }
      }
      // All events together have 10 MB.
      let held = await hub.held
      #expect(held.events <= 1024 && held.bytes <= 1 << 20)
      // Again and again: one who was too far behind has missed the first.
      let ending = Task {
        while !Task.isCancelled {
          await hub.publish("end", 1)
          try? await Task.sleep(for: .milliseconds(50))
        }
      }
      let count = try await received
      ending.cancel()
      #expect(count > 1_000_000)
      // The slow one gets what the sockets and one piece held, then a reset, and goes on.
      let text = try await server.blocking { slow.read(until: "event: reset\ndata: {}\n\n") }
      #expect(text.contains("event: reset"))
      #expect(text.utf8.count < 16 << 20, "\(text.utf8.count)")
    }
  }

  @Test func `listeners of the same topics get the same piece, and each only what it has not got`() async throws {
    let hub = EventHub()
    let first = try await hub.listen(to: ["a", "b"], after: nil)
    let second = try await hub.listen(to: ["a", "b"], after: nil)
    await hub.publish("a", 1)
    let other = try await hub.listen(to: ["b"], after: hub.id(of: 0))
    await hub.publish("b", 2)
    func text(_ listener: EventListener) async -> String? {
      (await listener.next()).map { String(buffer: $0.messages) }
    }
    let (one, two) = ("id: \(hub.id(of: 1))\nevent: a\ndata: 1\n\n", "id: \(hub.id(of: 2))\nevent: b\ndata: 2\n\n")
    #expect(await text(first) == one + two)
    #expect(await text(second) == one + two)
    #expect(await text(other) == two)
    // Who begins now gets what comes now.
    let late = try await hub.listen(to: ["a", "b"], after: nil)
    await hub.publish("a", 3)
    let three = "id: \(hub.id(of: 3))\nevent: a\ndata: 3\n\n"
    #expect(await text(first) == three)
    #expect(await text(second) == three)
    #expect(await text(late) == three)
  }

  @Test func `events wait together, unless nobody listens to them, and nobody gets one before`() async throws {
    let hub = EventHub()
    await hub.publish("a", 1)
    #expect(!hub.isHolding && hub.lastReleased == 1 && hub.lastID == hub.id(of: 1))
    let listener = try await hub.listen(to: ["a"], after: nil)
    await hub.publish("b", 2)
    #expect(!hub.isHolding && hub.lastReleased == 2)
    await hub.publish("a", 3)
    await hub.publish("b", 4)
    // Who opens a page now gets them all from its stream.
    let late = try await hub.listen(to: ["a"], after: hub.lastID)
    #expect(await listener.next()?.last == 4)
    #expect(!hub.isHolding && hub.lastReleased == 4 && hub.lastNumber == 4)
    #expect(await late.next()?.count == 1)
  }

  @Test func `after a quiet time an event is released soon, and the next for many listeners later`() async throws {
    let hub = EventHub()
    var listeners: [EventListener] = []
    for _ in 0..<60 { listeners.append(try await hub.listen(to: ["a"], after: nil)) }
    #expect(await hub.isReleaseDue(within: .zero))
    let start = ContinuousClock.now
    await hub.publish("a", 1)
    for listener in listeners { #expect(await listener.next()?.count == 1) }
    await hub.publish("a", 2)
    let isDue = await hub.isReleaseDue(within: .zero)
    let isHolding = hub.isHolding
    // A machine may be so busy that the time is up.
    #expect(!isDue && isHolding || .now - start > .seconds(1))
    #expect(await hub.isReleaseDue(within: EventHub.maxSpacing))
    #expect(await listeners[0].next()?.last == 2)
  }

  @Test func `what is no longer kept is not held back`() async throws {
    let hub = EventHub(maxRecent: 2)
    let listener = try await hub.listen(to: ["a"], after: nil)
    for number in 1...5 { await hub.publish("a", number) }
    #expect(hub.lastReleased >= 3)
    let batch = try #require(await listener.next())
    #expect(batch.isReset && batch.last >= 3)
  }
}
