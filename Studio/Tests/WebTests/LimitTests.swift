import Foundation
import HTTPTypes
import NIOCore
import Testing

@testable import Web

@Suite struct LimitTests {
  private static var limits: ServerLimits {
    var limits = ServerLimits()
    limits.idleTime = .milliseconds(1500)
    limits.bodyInterval = .milliseconds(1500)
    limits.writeTime = .milliseconds(1500)
    limits.refusedBodyTime = .milliseconds(1500)
    return limits
  }

  private static let large = Endpoint.bytes(.get, "/large", "Many bytes", type: "application/octet-stream") { _ in
    .bytes(Array(repeating: UInt8(7), count: 16 << 20), type: "application/octet-stream")
  }

  @Test(arguments: [
    "", "G", "GET /text HTTP/1.1\r\nHost: localhost\r\n",
    "POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{",
  ])
  func `those who send no whole request are closed`(beginning: String) async throws {
    try await TestServer.run(sampleEndpoints, limits: Self.limits) { server in
      // The client would wait 20 seconds.
      let all = try await server.blocking {
        let client = try LoopbackClient(port: server.port)
        client.write(beginning)
        let start = ContinuousClock.now
        _ = client.readAll()
        return ContinuousClock.now - start
      }
      #expect(all < .seconds(10))
    }
  }

  @Test func `headers that come drop by drop do not keep a connection`() async throws {
    try await TestServer.run(sampleEndpoints, limits: Self.limits) { server in
      let isClosed = try await server.blocking {
        let client = try LoopbackClient(port: server.port)
        client.write("GET /text HTTP/1.1\r\nHost: localhost\r\n")
        for number in 0..<400 {
          guard client.write("X-\(number): a\r\n") else { return true }
          Thread.sleep(forTimeInterval: 0.05)
        }
        return false
      }
      #expect(isClosed)
    }
  }

  @Test func `who takes no bytes of an answer is closed`() async throws {
    try await TestServer.run([Self.large], limits: Self.limits) { server in
      let count = try await server.blocking {
        let client = try LoopbackClient(port: server.port, receiveBuffer: 4096)
        client.write("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
        Thread.sleep(forTimeInterval: 15)
        return client.readAll().count
      }
      #expect(count < 16 << 20)
    }
  }

  @Test func `a refused body is not read to its end`() async throws {
    // The answer may come late beside other tests; what is limited here comes after it.
    var limits = Self.limits
    (limits.idleTime, limits.bodyInterval) = (.seconds(30), .seconds(30))
    try await TestServer.run(sampleEndpoints, limits: limits) { server in
      let (answer, sent) = try await server.blocking {
        let client = try LoopbackClient(port: server.port)
        client.write("POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n")
        let answer = client.read(until: "\r\n\r\n")
        var sent = 0
        while sent < 400, client.write("drop") {
          sent += 1
          Thread.sleep(forTimeInterval: 0.05)
        }
        return (answer, sent)
      }
      #expect(answer.hasPrefix("HTTP/1.1 413") && sent < 400, "\(answer), \(sent)")
    }
  }

  @Test(arguments: [
    "GET /text?" + String(repeating: "a", count: 100_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /text HTTP/1.1\r\nHost: localhost\r\nX: " + String(repeating: "a", count: 100_000) + "\r\n\r\n",
    "GET /text HTTP/1.1\r\nHost: localhost\r\n" + (0..<200).map { "X-\($0): a\r\n" }.joined() + "\r\n",
    "GET /text HTTP/1.1\r\nHost: localhost\r\nX\u{1}: a\r\n\r\n", "nonsense\r\n\r\n", "\u{16}\u{3}\u{1}\u{0}\u{4}hello",
    "POST /orders HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    "POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
    "POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    "POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  ])
  func `requests that cannot be read, or are too long, are refused and closed`(text: String) async throws {
    try await TestServer.run(sampleEndpoints, limits: Self.limits) { server in
      let all = try await server.blocking {
        let client = try LoopbackClient(port: server.port)
        client.write(text)
        return client.readAll()
      }
      let answer = Answer(all)
      #expect(all.isEmpty || answer?.status == 400, "\(answer?.status ?? 0)")
      try await #expect(server.ask("GET", "/text").status == 200)
    }
  }

  @Test func `connections beyond the maximum wait for others to end`() async throws {
    var limits = Self.limits
    limits.maxConnections = 1
    limits.idleTime = .seconds(30)
    try await TestServer.run(sampleEndpoints, limits: limits) { server in
      // The system hands over a few at a time.
      let open = try (0..<16).map { _ in try LoopbackClient(port: server.port) }
      let waiting = try LoopbackClient(port: server.port, timeout: 1)
      waiting.write("GET /text HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
      #expect(try await server.blocking { waiting.read() } == nil)
      open.forEach { $0.finish() }
      try await #expect(
        eventually { try await server.blocking { waiting.read() }?.starts(with: "HTTP/1.1 200".utf8) == true })
    }
  }

  @Test func `bodies of all requests together are bounded`() async throws {
    try await TestServer.run([
      .change(.post, "/long", "A long body", limit: ServerLimits.maxBodies) { (body: [String: String], _) in body.count
      }
    ]) { server in
      let size = ServerLimits.maxBodies - 1000
      let head = "POST /long HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(size)\r\n\r\n{\"a\": \""
      let first = try LoopbackClient(port: server.port)
      try await server.blocking {
        first.write(head)
        first.write(String(repeating: "a", count: size - 100_000))
      }
      let refused = try await eventually {
        try await server.ask("POST", "/long", body: "{\"a\": \"\(String(repeating: "a", count: 200_000))\"}").status
          == 503
      }
      #expect(refused)
      first.finish()
      let accepted = try await eventually {
        try await server.ask("POST", "/long", body: "{\"a\": \"\(String(repeating: "a", count: 200_000))\"}").status
          == 200
      }
      #expect(accepted)
    }
  }
}
