import Foundation
import HTTPTypes
import NIOCore
import Synchronization
import Testing

@testable import Web

/// Answers that are given in front of the router.
@Suite struct ReadyAnswerTests {
  private static let page = Endpoint.page("/page", "A page", template: "text", isShared: true) { _ in
    ["text": String(repeating: "long ", count: 400)]
  } view: { value, _ in
    PageView("Page", section: "", ["text": value["text"] ?? ""])
  }
  private static let own = Endpoint.get("/slow", "A slow answer") { _ in
    try await Task.sleep(for: .milliseconds(200))
    return ["slow": true]
  }

  /// The head of a request for `path` to `site`.
  private static func head(_ path: String, _ fields: HTTPFields = [:], host: String = "localhost") -> HTTPRequest {
    HTTPRequest(method: .get, scheme: "http", authority: host, path: path, headerFields: fields)
  }

  @Test(arguments: ["/page", "/page.json", "/assets/scripts/main.js"], [nil, "gzip"])
  func `a ready answer is the router's`(path: String, encoding: String?) async throws {
    try await TestServer.run(Self.page) { server in
      let fields = encoding.map { ["Accept-Encoding": $0] } ?? [:]
      // The connection that is to be closed goes through the router.
      let made = try await server.ask("GET", path, fields)
      let ready = server.site.readyAnswer(to: Self.head(path, encoding.map { [.acceptEncoding: $0] } ?? [:]))
      #expect(ready != nil)
      var head = "GET \(path) HTTP/1.1\r\nHost: localhost\r\n"
      if let encoding { head += "Accept-Encoding: \(encoding)\r\n" }
      let close = "GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
      let text = head + "\r\n" + close
      let both = try await server.blocking {
        let client = try LoopbackClient(port: server.port)
        client.write(text)
        return client.readAll()
      }
      let answer = try #require(Answer(both))
      func sorted(_ answer: Answer) -> [String] {
        answer.fields.map { "\($0.name.lowercased()): \($0.value)" }.filter { !$0.hasPrefix("date:") }.sorted()
      }
      #expect(made.status == 200 && answer.status == 200 && sorted(answer) == sorted(made))
      #expect(answer["Date"]?.hasSuffix(" GMT") == true && made["Date"]?.count == answer["Date"]?.count)
      #expect(answer.bytes.starts(with: made.bytes))
      // The one after it came from the router.
      #expect(String(decoding: answer.bytes.dropFirst(made.bytes.count), as: UTF8.self).hasPrefix("HTTP/1.1 404"))
    }
  }

  @Test func `an asset that the other side has is not sent again`() async throws {
    try await TestServer.run([]) { server in
      let tag = try #require(try await server.ask("GET", "/assets/scripts/main.js")["ETag"])
      let answer = try #require(
        server.site.readyAnswer(to: Self.head("/assets/scripts/main.js", [.ifNoneMatch: "W/\(tag)"])))
      #expect(answer.currentHead.status == .notModified && answer.body.readableBytes == 0)
      let other = server.site.readyAnswer(to: Self.head("/assets/scripts/main.js", [.ifNoneMatch: "\"x\""]))
      #expect(other?.currentHead.status == .ok)
      #expect(server.site.readyAnswer(to: Self.head("/assets/scripts/none.js")) == nil)
      #expect(server.site.readyAnswer(to: Self.head("/assets/../secret.css")) == nil)
    }
  }

  @Test func `what the router would refuse, or has to look at, has no ready answer`() async throws {
    try await TestServer.run(Self.page) { server in
      _ = try await server.ask("GET", "/page")
      let site = server.site
      #expect(site.readyAnswer(to: Self.head("/page")) != nil)
      for host in ["evil.example", "evil.example:80", "", "a b"] {
        #expect(site.readyAnswer(to: Self.head("/page", host: host)) == nil, "\(host)")
      }
      for name in [
        HTTPField.Name.contentLength, .transferEncoding, .expect, .upgrade, .range, .ifMatch, .ifNoneMatch,
        .ifModifiedSince, .ifUnmodifiedSince, .ifRange, .host, .connection,
      ] {
        #expect(site.readyAnswer(to: Self.head("/page", [name: "x"])) == nil, "\(name)")
      }
      #expect(site.readyAnswer(to: Self.head("/page", [.connection: "Keep-Alive", .accept: "*/*"])) != nil)
      #expect(site.readyAnswer(to: Self.head("/page?x=1")) == nil)
      var post = Self.head("/page")
      post.method = .post
      #expect(site.readyAnswer(to: post) == nil)
      site.answers.forget()
      #expect(site.readyAnswer(to: Self.head("/page")) == nil)
    }
  }

  @Test func `who has not signed in gets nothing ready, and others what is theirs`() async throws {
    try await TestServer.run(Self.page, access: AccessTests.control()) { server in
      let token: HTTPFields = [.authorization: "Bearer \(AccessTests.token)"]
      try await #expect(
        server.ask("GET", "/page", ["Authorization": "Bearer \(AccessTests.token)"]).text.contains("[token]"))
      let site = server.site
      #expect(site.readyAnswer(to: Self.head("/page", token)) != nil)
      #expect(site.readyAnswer(to: Self.head("/page")) == nil)
      #expect(site.readyAnswer(to: Self.head("/page", [.authorization: "Bearer wrong"])) == nil)
      #expect(site.readyAnswer(to: Self.head("/page", [.cookie: "x=y"])) == nil)
      // The page to sign in needs them.
      #expect(site.readyAnswer(to: Self.head("/assets/scripts/main.js")) != nil)
    }
  }

  @Test func `answers of a connection come in the order of its requests`() async throws {
    try await TestServer.run(Self.page + [Self.own]) { server in
      _ = try await server.ask("GET", "/page.json")
      let text = try await server.blocking {
        let client = try LoopbackClient(port: server.port)
        client.write(
          "GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\nGET /page.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
            + "GET /page.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return String(decoding: client.readAll(), as: UTF8.self)
      }
      let slow = try #require(text.range(of: #"{"slow":true}"#))
      let pages = text.ranges(of: #"{"text":"#)
      #expect(pages.count == 2 && slow.upperBound < pages[0].lowerBound)
    }
  }

  @Test func `a date is that of its second`() {
    #expect(HTTPDate.text(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
    #expect(HTTPDate.text(951_827_696) == "Tue, 29 Feb 2000 12:34:56 GMT")
    #expect(HTTPDate.text(0) == "Thu, 01 Jan 1970 00:00:00 GMT")
  }
}
