import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import Web

struct Item: Codable, Sendable, Equatable {
  var id: String
  var count: Int
  var loss: Double?
}

struct Order: Codable, Sendable {
  enum Size: String, Codable, CaseIterable { case small, large }
  var name: String
  var copies: Int
  var size: Size?
  var scale: Double?
}

/// Endpoints of every kind.
let sampleEndpoints: [Endpoint] = {
  let id = Parameter.path("id", "The item")
  let page = Parameter.integer("page", "The page", 1...100, default: 1)
  let text = Parameter.text("text", "A text", default: "nothing")
  let names = Parameter.texts("name", "Names", count: 0...3)
  return Endpoint.page("/items/{id}", "An item", [id, page], template: "text") { call in
    Item(id: try call(id), count: try call(page))
  } view: { item, _ in
    PageView("Item", section: "items", ["text": "<\(item.id)>"])
  } + [
    .get("/text", "A text", [text, names]) { call in
      ["text": try call(text), "names": try call(names).joined(separator: "|")]
    },
    .get("/numbers", "Numbers that are not finite") { _ in [1, Double.nan, .infinity, -.infinity] },
    .get("/long", "A long list") { _ in (0..<2000).map { Item(id: "item \($0)", count: $0) } },
    .get("/fault", "A fault") { _ -> [String] in throw CocoaError(.fileNoSuchFile) },
    .change(.post, "/orders", "Order items", status: .created) { (order: Order, _) in
      Item(id: order.name, count: order.copies)
    },
    .post("/items/{id}/abort", "Stop") { _ in ["ok": true] },
  ]
}()

@Suite struct EndpointTests {
  @Test func `a page has JSON beside it and values in the path are decoded`() async throws {
    try await TestServer.run(sampleEndpoints) { server in
      let json = try await server.ask("GET", "/items/a%20b%C3%A4~c.json?page=7")
      #expect(json.status == 200)
      #expect(try JSONDecoder().decode(Item.self, from: Data(json.bytes)) == Item(id: "a bä~c", count: 7))
      let html = try await server.ask("GET", "/items/a%26b")
      #expect(html.text.contains("<p>&lt;a&amp;b&gt;</p>"))
      #expect(html.text.contains("href=\"../\""))
      for path in ["/items/a%2Fb.json", "/items/a%00b.json", "/items/%ff.json"] {
        try await #expect(server.ask("GET", path).status == 400, "\(path)")
      }
    }
  }

  @Test(arguments: [
    ("page=0", 400), ("page=101", 400), ("page=one", 400), ("page=2&page=3", 400), ("page=%zz", 400), ("page=", 200),
    ("page=3", 200), ("other=1", 200),
  ])
  func `queries are checked`(query: String, status: Int) async throws {
    try await TestServer.run(sampleEndpoints) { server in
      let answer = try await server.ask("GET", "/items/a.json?\(query)")
      #expect(answer.status == status)
      guard status == 400, query != "page=%zz" else { return }
      let errors = (answer.json as? [String: Any])?["errors"] as? [String: [String]]
      #expect(errors?.keys.map { $0 } == ["page"])
    }
  }

  @Test func `queries are decoded as forms encode them`() async throws {
    try await TestServer.run(sampleEndpoints) { server in
      let answer = try await server.ask("GET", "/text?text=two+words%2B%C3%A9&name=a&name=b%26c")
      #expect(answer.json as? [String: String] == ["text": "two words+é", "names": "a|b&c"])
    }
  }

  @Test func `numbers that are not finite are null`() async throws {
    try await TestServer.run(sampleEndpoints) { server in
      try await #expect(server.ask("GET", "/numbers").text == "[1,null,null,null]")
    }
  }

  @Test(arguments: [
    (#"{"name": "a", "copies": 2, "size": "large"}"#, 201, ""), (#"{"name": "a", "copies": 2, "size": null}"#, 201, ""),
    (#"{"name": "a"}"#, 400, "copies"), (#"{"name": "a", "copies": "2"}"#, 400, "copies"),
    (#"{"name": "a", "copies": 2, "size": "huge"}"#, 400, "size"), (#"{"name": 1, "copies": 2}"#, 400, "name"),
    (#"{"name": "a", "copies": 2, "more": 1}"#, 400, "more"), (#"[]"#, 400, ""), ("{", 400, nil), ("", 400, nil),
  ])
  func `bodies have their declared shape`(body: String, status: Int, field: String?) async throws {
    try await TestServer.run(sampleEndpoints) { server in
      let answer = try await server.ask(
        "POST", "/orders", ["Content-Type": "application/json; charset=utf-8"], body: body)
      #expect(answer.status == status)
      guard status == 400, let field else { return }
      #expect(((answer.json as? [String: Any])?["errors"] as? [String: Any])?.keys.map { $0 } == [field])
    }
  }

  @Test(arguments: [
    ("name=a&copies=2&size=", 303), ("name=a&copies=2&size=large", 303), ("name=a&copies=", 400),
    ("name=a&copies=two", 400), ("name=&copies=2&size=huge", 400), ("name=a&copies=2&scale=0.5", 303),
    ("name=a&copies=2&scale=inf", 400), ("name=a&copies=2&scale=nan", 400),
  ])
  func `fields of a form that no script sends are read as they are declared`(fields: String, status: Int) async throws {
    try await TestServer.run(sampleEndpoints) { server in
      let headers = [
        "Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html",
        "Origin": "http://127.0.0.1:\(server.port)",
      ]
      try await #expect(server.ask("POST", "/orders", headers, body: fields).status == status)
    }
  }

  @Test func `bodies of other types and long ones are refused`() async throws {
    try await TestServer.run(sampleEndpoints) { server in
      let form = ["Content-Type": "application/x-www-form-urlencoded"]
      try await #expect(server.ask("POST", "/orders", form, body: "{}").status == 415)
      let long = "\"" + String(repeating: "a", count: ServerLimits.maxJSONBody) + "\""
      try await #expect(server.ask("POST", "/orders", body: long).status == 413)
      let chunks =
        "POST /orders HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        + String(format: "%x\r\n", long.utf8.count) + long + "\r\n0\r\n\r\n"
      try await #expect(server.exchange(chunks).status == 413)
    }
  }

  @Test func `other paths are 404 and other methods are 405 with those that are allowed`() async throws {
    try await TestServer.run(sampleEndpoints) { server in
      let missing = try await server.ask("GET", "/nothing")
      #expect(missing.status == 404)
      #expect(((missing.json as? [String: Any])?["error"] as? [String: String])?["type"] == "not-found")
      let page = try await server.ask("GET", "/nothing", ["Accept": "text/html"])
      #expect(page.status == 404 && page.text.contains("<h1>404</h1>"))
      for method in ["POST", "DELETE", "TRACE", "QUERY"] {
        let answer = try await server.ask(method, "/items/a.json")
        #expect(answer.status == 405 && answer["Allow"] == "GET, HEAD")
      }
      try await #expect(server.ask("GET", "/items/a/abort")["Allow"] == "POST")
    }
  }

  @Test func `HEAD has the fields of GET and no body`() async throws {
    try await TestServer.run(sampleEndpoints) { server in
      for path in ["/items/a.json", "/items/a", "/nothing", "/fault", "/assets/styles/small.css"] {
        let (get, head) = (try await server.ask("GET", path), try await server.ask("HEAD", path))
        #expect(head.status == get.status && head.bytes.isEmpty)
        #expect(head["Content-Length"] == "\(get.bytes.count)", "\(path)")
      }
    }
  }

  @Test func `faults say nothing of the inside`() async throws {
    try await TestServer.run(sampleEndpoints) { server in
      let answer = try await server.ask("GET", "/fault")
      #expect(answer.status == 500 && !answer.text.contains("Cocoa"))
    }
  }

  @Test func `long JSON is compressed for those who take it`() async throws {
    try await TestServer.run(sampleEndpoints) { server in
      let plain = try await server.ask("GET", "/long")
      #expect(plain["Content-Encoding"] == nil && plain["Vary"] == "Accept-Encoding")
      let small = try await server.ask("GET", "/long", ["Accept-Encoding": "br, gzip"])
      #expect(small["Content-Encoding"] == "gzip")
      #expect(small.bytes.prefix(2) == [0x1f, 0x8b] && small.bytes.count < plain.bytes.count / 4)
      #expect(small["Content-Length"] == "\(small.bytes.count)")
      try await #expect(server.ask("GET", "/long", ["Accept-Encoding": "gzip;q=0"])["Content-Encoding"] == nil)
      try await #expect(server.ask("GET", "/numbers", ["Accept-Encoding": "gzip"])["Content-Encoding"] == nil)
    }
  }

  @Test func `assets are compressed, known by their tags and nothing else is served`() async throws {
    try await TestServer.run(sampleEndpoints) { server in
      let plain = try await server.ask("GET", "/assets/scripts/main.js")
      #expect(plain.status == 200 && plain["Content-Type"] == "text/javascript; charset=utf-8")
      let small = try await server.ask("GET", "/assets/scripts/main.js", ["Accept-Encoding": "gzip"])
      #expect(small["Content-Encoding"] == "gzip" && small.bytes.count < 500)
      for tag in [plain["ETag"], small["ETag"]] {
        let again = try await server.ask("GET", "/assets/scripts/main.js", ["If-None-Match": tag ?? ""])
        #expect(again.status == 304 && again.bytes.isEmpty)
      }
      for path in [
        "../secret.css", "%2e%2e/secret.css", "/etc/passwd", "scripts/../../secret.css", "scripts%2fmain.js", "",
      ] {
        try await #expect(server.ask("GET", "/assets/\(path)").status == 404, "\(path)")
      }
    }
  }

  @Test func `a form that no script has sent is answered with the way to a page`() async throws {
    struct Named: Codable, Sendable, PageLeading {
      var name: String
      var page: String? { name.isEmpty ? nil : "items/\(name)" }
    }
    let name = Endpoint.change(.post, "/name", "Name it") { (body: Named, _) in body }
    try await TestServer.run(sampleEndpoints + [name]) { server in
      func send(_ path: String, _ body: String, _ fields: [String: String] = [:]) async throws -> Answer {
        let form = ["Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html,*/*"]
        return try await server.ask("POST", path, form.merging(fields) { $1 }, body: body)
      }
      let origin = "http://127.0.0.1:\(server.port)"
      let back = try await send("/items/a/abort", "", ["Referer": "\(origin)/items/a?page=2", "Origin": origin])
      #expect(back.status == 303 && back["Location"] == "\(origin)/items/a?page=2")
      for referer in ["http://evil.example/items/a", "nonsense", "\(origin)@evil.example/", "javascript://\(origin)"] {
        let answer = try await send("/items/a/abort", "", ["Referer": referer])
        #expect(answer.status == 303 && answer["Location"] == "../../", "\(referer)")
      }
      let named = try await send("/name", "name=a+b&name=c")
      #expect(named.status == 303 && named["Location"] == "./items/c")
      let wrong = try await send("/name", "other=x")
      #expect(wrong.status == 400 && wrong.text.contains("<h1>400</h1>"))
      // Programs send JSON.
      let plain = ["Content-Type": "application/x-www-form-urlencoded"]
      try await #expect(server.ask("POST", "/name", plain, body: "name=c").status == 415)
      // Other sites' forms change nothing.
      try await #expect(send("/name", "name=c", ["Origin": "http://evil.example"]).status == 403)
    }
  }
}
