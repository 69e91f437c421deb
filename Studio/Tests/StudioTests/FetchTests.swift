import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Hummingbird
import Logging
import NIOCore
import Testing
import Web

@testable import Studio

/// Pictures by their address.
@Suite struct FetchTests {
  private static let hasCurl = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .contains { FileManager.default.isExecutableFile(atPath: "\($0)/curl") }

  @Test func `nothing is fetched by default`() async throws {
    let place = try DataSetPlace()
    try place.train("one")
    try await place.askOfRuns { ask in
      let refused = try await ask(.post, "/pictures/fetch", json: #"{"url": "http://example.org/a.png"}"#)
      #expect(refused.status == 403 && refused.text.contains("--fetch public"))
      let inferred = try await ask(
        .post, "/models/images/generic/infer_one.json?job_id=one", json: #"{"url": "http://example.org/a.png"}"#)
      #expect(inferred.status == 403)
      try await #expect(!ask(.get, "/runs/one/test").text.contains("by-address"))
    }
    try await place.ask(fetching: .public) { ask in
      try await ask.server.catalogue.scan()
      try await #expect(ask(.get, "/runs/one/test").text.contains("by-address"))
    }
  }

  static let foreign = [
    "http://localhost/a.png", "http://127.0.0.1:8080/", "https://[::1]/", "http://[::ffff:127.0.0.1]/a.png",
    "http://0x7f000001/", "http://2130706433/", "http://127.1/", "http://0.0.0.0/", "http://10.1.2.3/a.png",
    "http://172.31.0.1/", "http://192.168.1.1/", "http://100.100.1.1/", "http://169.254.169.254/latest/meta-data",
    "http://[fe80::1]/", "http://[fd00::1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
    "http://224.0.0.1/",
  ]

  @Test func `hosts of this machine, of its network and of a cloud are refused`() async throws {
    try await DataSetPlace().ask(fetching: .public) { ask in
      for address in Self.foreign {
        let answer = try await ask(.post, "/pictures/fetch", json: #"{"url": "\#(address)"}"#)
        #expect(answer.status == 400 && answer.errors["url"] != nil, "\(address): \(answer.text)")
      }
    }
    for address in ["1.1.1.1", "93.184.215.14", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8"] {
      let found = NetworkAddress.all(of: address, isNumeric: true)
      #expect(!found.isEmpty && found.allSatisfy(\.isPublic), "\(address)")
    }
  }

  @Test func `an address is read in one way or not at all`() throws {
    let address = try WebAddress(" HTTPS://Example.org/cats/a b[1].png?x={1}#top ")
    #expect(address.text(host: address.host) == "https://example.org:443/cats/a%20b[1].png?x=%7B1%7D")
    #expect(address.title == "a b[1].png")
    let long = try WebAddress("http://[2606:4700::1111]:81")
    #expect((long.text(host: long.host), long.title) == ("http://[2606:4700::1111]:81/", "2606:4700::1111"))
    for wrong in [
      "ftp://example.org/a", "file:///etc/passwd", "example.org/a.png", "http://", "http:///a", "http://a@b/",
      "http://a b/",
      "http://exämple.org/", "http://a:0/", "http://a:65536/", "http://a:8o/", "http://[::1/", "http://a%2eb/",
      "http://a\\b", "http://a./", "http://.a/", "http://a..b/", "http://./",
    ] {
      #expect(throws: WebError.self, "\(wrong)") { try WebAddress(wrong) }
    }
  }

  @Test(.enabled(if: hasCurl, "curl is not installed"))
  func `a picture is fetched within bounds, and where it is led to`() async throws {
    let place = try DataSetPlace()
    try place.train("one")
    let png = try DataSetPlace.picture(1).png()
    try await Self.serving(png) { port in
      try await place.ask(fetching: .all) { ask in
        try await ask.server.catalogue.scan()
        func fetch(_ path: String) async throws -> Asking.Answer {
          try await ask(.post, "/pictures/fetch", json: #"{"url": "http://127.0.0.1:\#(port)/\#(path)"}"#)
        }
        for path in ["cat.png", "moved"] {
          let sent: SentPicture = try await fetch(path).decoded()
          #expect((sent.name, sent.width, sent.height) == ("cat.png", 16, 8))
          try await #expect(ask(.get, "/runs/one/test.json?image=\(sent.id)").status == 200)
        }
        for (path, words) in [
          ("gone.png", "status 404"), ("loop", "redirected more than 4 times"), ("text", "not a picture"),
          ("large", "MB"), ("stream", "MB"), ("empty", "without a file"),
        ] {
          let answer = try await fetch(path)
          #expect(answer.status == 422 && answer.text.contains(words), "\(path): \(answer.text)")
        }
        try await #expect(fetch("file").errors["url"] != nil)
        let answer: InferenceAnswer = try await ask(
          .post, "/models/images/generic/infer_one.json?job_id=one",
          json: #"{"url": "http://127.0.0.1:\#(port)/cat.png"}"#
        ).decoded()
        #expect(answer.outputs["reconstruction"]?.isEmpty == false)
      }
    }
  }

  /// Runs `body` beside a server with a picture and other answers.
  private static func serving(_ png: [UInt8], _ body: @escaping @Sendable (Int) async throws -> Void) async throws {
    @Sendable func answer(_ bytes: [UInt8]) -> Response {
      Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
    @Sendable func leading(to place: String) -> Response { Response(status: .found, headers: [.location: place]) }
    let router = Router()
    router.get("cat.png") { _, _ in answer(png) }
    router.get("text") { _, _ in answer(Array("a letter".utf8)) }
    router.get("empty") { _, _ in answer([]) }
    router.get("moved") { _, _ in leading(to: "/cat.png") }
    router.get("loop") { _, _ in leading(to: "/loop") }
    router.get("file") { _, _ in leading(to: "file:///etc/hostname") }
    let large = [UInt8](repeating: 7, count: PictureShelf.maxBytes + 1)
    router.get("large") { _, _ in answer(large) }
    // Without a length in front.
    router.get("stream") { _, _ in
      Response(
        status: .ok,
        body: ResponseBody { writer in
          for first in stride(from: 0, to: large.count, by: 1 << 20) {
            try await writer.write(ByteBuffer(bytes: large[first..<min(large.count, first + 1 << 20)]))
          }
          try await writer.finish(nil)
        })
    }
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let application = Application(
      router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { port.yield($0.localAddress?.port ?? 0) }, logger: silent)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await application.run() }
      for await number in ports {
        try await body(number)
        break
      }
      group.cancelAll()
    }
  }
}
