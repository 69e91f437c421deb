import Foundation
import HTTPTypes
import Testing

@testable import Web

@Suite(.enabled(if: Nginx.program != nil, "no nginx in /usr/sbin, /usr/bin or /usr/local/bin"))
struct ProxyTests {
  @Test func `a prefix behind a proxy works`() async throws {
    let hub = EventHub()
    try await TestServer.run(sampleEndpoints, events: hub, hostNames: ["studio.example"]) { server in
      let proxy = try await Nginx(server)
      let page = try await proxy.server.ask("GET", "/kept/items/a")
      #expect(page.status == 200 && page.text.contains("href=\"../\""))
      try await #expect(proxy.server.ask("GET", "/kept/assets/styles/small.css").status == 200)
      try await #expect(proxy.server.ask("GET", "/kept/items/a%20b%C3%A4.json").text.contains("a bä"))
      // The proxy keeps the name that the browser asked for.
      let own = "http://127.0.0.1:\(proxy.server.port)"
      try await #expect(proxy.server.ask("POST", "/kept/items/a/abort", ["Origin": own]).status == 200)
      try await #expect(
        proxy.server.ask("POST", "/kept/items/a/abort", ["Origin": "http://evil.example"]).status == 403)
      try await #expect(proxy.server.ask("GET", "/kept/text", ["Host": "evil.example"]).status == 421)
      // It asks by the server's own name, and is known by --host-name.
      let name = ["Host": "studio.example", "Origin": "https://studio.example"]
      try await #expect(proxy.server.ask("POST", "/renamed/items/a/abort", name).status == 200)
      let other = ["Host": "studio.example", "Origin": "https://evil.example"]
      try await #expect(proxy.server.ask("POST", "/renamed/items/a/abort", other).status == 403)
      // Events come at once, not when a buffer is full; a listener behind the proxy that goes is noticed.
      let client = try LoopbackClient(port: proxy.server.port)
      client.write("GET /kept/events?topics=a HTTP/1.1\r\nHost: localhost\r\n\r\n")
      _ = try await server.blocking { client.read(until: "retry: 2000") }
      await hub.publish("a", 7)
      #expect(try await server.blocking { client.read(until: "data: 7") }.contains("data: 7"))
      client.finish()
      try await #expect(eventually { await hub.listenerCount == 0 })
    }
  }

  @Test func `people sign in behind a prefix`() async throws {
    try await TestServer.run(sampleEndpoints, access: AccessTests.control()) { server in
      let proxy = try await Nginx(server)
      let page = try await proxy.server.ask("GET", "/kept/items/a", ["Accept": "text/html"])
      #expect(page.status == 303 && page["Location"] == "../login?next=items/a")
      let body = "token=\(AccessTests.token)&next=items/a"
      let fields = [
        "Content-Type": "application/x-www-form-urlencoded", "Origin": "http://127.0.0.1:\(proxy.server.port)",
        "Sec-Fetch-Site": "same-origin",
      ]
      let answer = try await proxy.server.ask("POST", "/kept/login", fields, body: body)
      // Relative to /kept/login.
      #expect(answer.status == 303 && answer["Location"] == "./items/a")
      let session = String(try #require(answer["Set-Cookie"]).prefix { $0 != ";" })
      try await #expect(proxy.server.ask("GET", "/kept/items/a", ["Cookie": session]).status == 200)
      // The guesses of one are not those of another behind the same proxy.
      for _ in 0..<5 {
        _ = try await proxy.server.ask("POST", "/kept/login", ["X-Forwarded-For": "9.9.9.9"], body: "{}")
      }
      let counted = server.site.access?.guesses.count
      #expect(counted == 1)
    }
  }
}

/// The proxy nginx before a server, at a port of its own, with prefixes that keep the browser's host and that do not.
private final class Nginx: Sendable {
  static let program = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// The server as the proxy shows it.
  let server: TestServer
  private let folder: TemporaryFolder
  private let process: Process

  init(_ target: TestServer) async throws {
    let port = try Self.freePort()
    let folder = try TemporaryFolder()
    self.folder = folder
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(folder.path)/\($0);" }
    let locations = [("kept", "proxy_set_header Host $http_host;"), ("renamed", "")].map { name, host in
      """
      location /\(name)/ {
        proxy_pass http://127.0.0.1:\(target.port)/; proxy_http_version 1.1; proxy_set_header Connection ""; \(host)
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      }
      """
    }
    try folder.write(
      "nginx.conf",
      """
      daemon off; master_process off; pid \(folder.path)/pid; error_log \(folder.path)/error.log;
      events {}
      http {
        access_log off; \(temporary.joined(separator: " "))
        server { listen 127.0.0.1:\(port); \(locations.joined(separator: "\n")) }
      }
      """)
    process = Process()
    process.executableURL = URL(fileURLWithPath: Self.program ?? "")
    process.arguments = ["-p", folder.path, "-e", "\(folder.path)/error.log", "-c", "\(folder.path)/nginx.conf"]
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    try process.run()
    server = TestServer(port: port, site: target.site)
    guard try await eventually({ (try? LoopbackClient(port: port)) != nil }) else {
      let log = try? String(contentsOfFile: "\(folder.path)/error.log", encoding: .utf8)
      throw LoopbackClient.Failure(reason: "nginx does not answer: \(log ?? "")")
    }
  }

  private static func freePort() throws -> Int {
    #if canImport(Darwin)
      let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #else
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    return try withUnsafeMutablePointer(to: &address) { pointer in
      try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        guard bind(descriptor, $0, size) == 0, getsockname(descriptor, $0, &size) == 0 else {
          throw LoopbackClient.Failure(reason: "no port is free")
        }
      }
      return Int(UInt16(bigEndian: pointer.pointee.sin_port))
    }
  }

  deinit { process.terminate() }
}
