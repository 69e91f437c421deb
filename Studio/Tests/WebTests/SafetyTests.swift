import Foundation
import HTTPTypes
import Testing

@testable import Web

@Suite struct SafetyTests {
  @Test(arguments: [
    ("localhost:80", "localhost", 80), ("LocalHost", "localhost", nil), ("[::1]:8080", "[::1]", 8080),
    ("[::1]", "[::1]", nil),
    ("a.example:65535", "a.example", 65535),
  ])
  func `authorities are read`(text: String, host: String, port: Int?) throws {
    let authority = try #require(Authority(text))
    #expect(authority.host == host && authority.port == port)
  }

  @Test(arguments: [
    "", ":80", "a:0", "a:65536", "a:8o", "a:", "a b", "user@a", "a/b", "[::1]x", "ä.example", "a:80:80",
  ])
  func `what is no host and port is refused`(text: String) {
    #expect(Authority(text) == nil)
  }

  @Test(arguments: ["127.0.0.1", "127.9.9.9", "localhost", "::1", "[::1]"])
  func `loopbacks are known`(address: String) { #expect(SafetyRules.isLoopback(address)) }

  @Test(arguments: ["0.0.0.0", "::", "192.168.1.5", "127.example", "localhost.example", "10.0.0.1", ""])
  func `other addresses are no loopback`(address: String) { #expect(!SafetyRules.isLoopback(address)) }

  @Test(arguments: [
    ("localhost", 200), ("localhost:1", 200), ("127.0.0.1", 200), ("[::1]:9", 200), ("studio.example:9", 200),
    ("evil.example", 421), ("localhost.evil.example", 421), ("192.168.1.5", 421), ("a@localhost", 400), ("", 400),
  ])
  func `only allowed hosts are answered`(host: String, status: Int) async throws {
    try await TestServer.run(sampleEndpoints, hostNames: ["studio.example"]) { server in
      let answer = try await server.ask("GET", "/text", ["Host": host])
      #expect(answer.status == status)
    }
  }

  @Test func `two hosts, or none, are refused`() async throws {
    try await TestServer.run(sampleEndpoints) { server in
      let two = "GET /text HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
      try await #expect(server.exchange(two).status == 400)
      try await #expect(server.exchange("GET /text HTTP/1.1\r\nConnection: close\r\n\r\n").status == 400)
    }
  }

  @Test func `any address, and no other name, is answered where the server listens to the network`() {
    let rules = SafetyRules(listeningAt: "0.0.0.0")
    for host in ["192.168.1.5:8080", "[fe80::1]", "localhost"] { #expect(Authority(host).map(rules.allows) == true) }
    for host in ["evil.example", "192.168.1.5.evil.example"] { #expect(Authority(host).map(rules.allows) == false) }
  }

  @Test(arguments: [
    // Ports count, and those that a scheme has by default are the same as none.
    (["Host": "localhost:8080", "Origin": "http://localhost:8080"], 200),
    (["Host": "localhost:8080", "Origin": "http://localhost:8081"], 403),
    (["Host": "localhost:8080", "Origin": "http://localhost"], 403),
    (["Host": "localhost", "Origin": "http://localhost:80"], 200),
    (["Host": "localhost:80", "Origin": "http://localhost"], 200),
    (["Host": "localhost", "Origin": "http://localhost:8080"], 403),
    (["Host": "localhost:8080", "Origin": "http://127.0.0.1:8080"], 403),
    (["Host": "localhost:8080", "Origin": "http://evil.example"], 403),
    (["Host": "localhost:8080", "Origin": "null"], 403),
    (["Host": "localhost:8080", "Origin": "http://localhost:8080.evil.example"], 403),
    // A proxy that keeps the name, and one that does not.
    (["Host": "studio.example", "Origin": "https://studio.example"], 200),
    (["Host": "127.0.0.1:8080", "Origin": "https://studio.example"], 200),
    (["Host": "127.0.0.1:8080", "Origin": "https://studio.example:444"], 403),
    (["Host": "127.0.0.1:8080", "Origin": "https://other.example:8443"], 200),
    (["Host": "127.0.0.1:8080", "Origin": "https://other.example"], 403),
    // Browsers say how the page and the server are related.
    (["Sec-Fetch-Site": "same-origin", "Origin": "https://proxy.example"], 200),
    (["Sec-Fetch-Site": "none"], 200), (["Sec-Fetch-Site": "same-site"], 403), (["Sec-Fetch-Site": "cross-site"], 403),
    (["Sec-Fetch-Site": "none", "Origin": "http://evil.example"], 403),
    // Programs say nothing.
    ([:], 200),
  ])
  func `changes come from pages of the server`(fields: [String: String], status: Int) async throws {
    try await TestServer.run(sampleEndpoints, hostNames: ["studio.example", "other.example:8443"]) { server in
      let answer = try await server.ask("POST", "/items/a/abort", fields)
      #expect(answer.status == status)
      guard status == 403 else { return }
      try await #expect(server.ask("GET", "/text", fields).status == 200)
    }
  }

  @Test func `every answer tells browsers what they may do`() async throws {
    try await TestServer.run(sampleEndpoints, access: AccessControl(token: AccessControl.makeToken())) { server in
      for (method, path, host) in [
        ("GET", "/assets/scripts/main.js", "localhost"), ("GET", "/login", "localhost"),
        ("GET", "/nothing", "localhost"),
        ("GET", "/items/a", "localhost"), ("GET", "/text", "evil.example"), ("HEAD", "/login", "localhost"),
        ("POST", "/login", "localhost"), ("TRACE", "/login", "localhost"), ("GET", "/assets/none", "localhost"),
      ] {
        let answer = try await server.ask(method, path, ["Host": host, "Accept": "text/html"])
        let policy = try #require(answer["Content-Security-Policy"], "\(method) \(path)")
        #expect(policy.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self';"))
        #expect(!policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"))
        #expect(answer["X-Content-Type-Options"] == "nosniff" && answer["X-Frame-Options"] == "DENY")
        #expect(answer["Referrer-Policy"] == "same-origin")
      }
    }
  }
}
