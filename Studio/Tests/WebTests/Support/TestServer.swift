import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

@testable import Web

/// A server at a free port of this machine, for as long as a test runs.
struct TestServer: Sendable {
  let port: Int
  let site: Site

  /// Runs `test` beside a server of `endpoints`; its shutdown must end by itself.
  static func run<Result: Sendable>(
    _ endpoints: [Endpoint], events: EventHub = EventHub(), access: AccessControl? = nil, hostNames: [String] = [],
    limits: ServerLimits = ServerLimits(), test: @escaping @Sendable (TestServer) async throws -> Result
  ) async throws -> Result {
    let folder = try TemporaryFolder()
    try folder.write(
      "templates/layout.mustache",
      "<title>{{title}}</title><a href=\"{{root}}\">{{#user}}[{{user}}]{{/user}}</a>{{$content}}{{/content}}")
    try folder.write(
      "templates/error.mustache", "{{<layout}}{{$content}}<h1>{{status}}</h1>{{message}}{{/content}}{{/layout}}")
    try folder.write("templates/text.mustache", "{{<layout}}{{$content}}<p>{{text}}</p>{{/content}}{{/layout}}")
    try folder.write(
      "templates/login.mustache", "{{<layout}}{{$content}}<i>{{message}}</i><b>{{next}}</b>{{/content}}{{/layout}}")
    try folder.write("assets/scripts/main.js", String(repeating: "export const one = 1;\n", count: 200))
    try folder.write("assets/styles/small.css", "a {}\n")
    try folder.write("secret.css", "a {}\n")
    let site = Site(
      pages: try await Pages(folder: "\(folder.path)/templates"), assets: try AssetMap(folder: "\(folder.path)/assets"),
      events: events, safety: SafetyRules(otherHosts: hostNames), access: access)
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let application = site.application(
      endpoints, title: "Test", version: "1", host: "127.0.0.1", port: 0, limits: limits, logger: silent
    ) { channel in
      port.yield(channel.localAddress?.port ?? 0)
      port.finish()
    }
    let services = ServiceGroup(configuration: .init(services: [application], logger: silent))
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await services.run() }
      guard let number = await ports.first(where: { _ in true }) else {
        throw LoopbackClient.Failure(reason: "no server")
      }
      let result: Swift.Result<Result, any Error>
      do {
        result = .success(try await test(TestServer(port: number, site: site)))
      } catch {
        result = .failure(error)
      }
      await services.triggerGracefulShutdown()
      try await group.waitForAll()
      return try result.get()
    }
  }

  /// Sends one request and reads its answer.
  func ask(
    _ method: String = "GET", _ path: String, _ fields: [String: String] = [:], body: String? = nil
  ) async throws -> Answer {
    var head = "\(method) \(path) HTTP/1.1\r\n"
    var fields = fields.merging(["Connection": "close"]) { mine, _ in mine }
    if fields["Host"] == nil { fields["Host"] = "127.0.0.1:\(port)" }
    if let body { fields["Content-Length"] = "\(body.utf8.count)" }
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) { head += "\(name): \(value)\r\n" }
    return try await exchange("\(head)\r\n\(body ?? "")")
  }

  /// Sends `text` and reads the answer to its end.
  func exchange(_ text: String) async throws -> Answer {
    try await blocking {
      let client = try LoopbackClient(port: port)
      client.write(text)
      let all = client.readAll()
      guard let answer = Answer(all) else {
        throw LoopbackClient.Failure(reason: "no answer to \(text.prefix(80).debugDescription)")
      }
      return answer
    }
  }

  /// Does blocking work of a client beside the threads that serve.
  func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      Thread { continuation.resume(with: Swift.Result { try work() }) }.start()
    }
  }
}

/// A folder that goes with the test.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = "\(NSTemporaryDirectory())/web-tests-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  func write(_ name: String, _ text: String) throws {
    let url = URL(fileURLWithPath: "\(path)/\(name)")
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  func files() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// Waits until `isSo`, at most `seconds`.
func eventually(seconds: Double = 60, _ isSo: @Sendable () async throws -> Bool) async throws -> Bool {
  let end = ContinuousClock.now + .seconds(seconds)
  while ContinuousClock.now < end {
    if try await isSo() { return true }
    try await Task.sleep(for: .milliseconds(10))
  }
  return false
}
