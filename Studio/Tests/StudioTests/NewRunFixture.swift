import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import NIOCore
import Testing
import Web

@testable import Studio

/// A Studio on a folder of one test, with pictures of two classes; its queue starts nothing.
final class NewRunFixture: Sendable {
  let path: String
  let server: StudioServer
  private let client: RouterClient
  /// A folder of 12 labelled pictures, grey, 28 x 28.
  let pictures: String
  /// The same as one array without labels.
  let unlabelled: String

  /// - Parameter threads: The slots of the queue; nil for the processors of this machine.
  init(threads: Int? = nil) async throws {
    let folder = URL(fileURLWithPath: NSTemporaryDirectory()).resolvingSymlinksInPath().path
    path = "\(folder)/hourglass-new-run-\(UUID().uuidString)"
    pictures = "\(path)/pictures"
    unlabelled = "\(path)/plain"
    for (number, name) in ["a", "b"].enumerated() {
      for index in 0..<12 {
        let bytes = (0..<28 * 28).map { UInt8(truncatingIfNeeded: $0 &* (index + 3) &+ number * 40) }
        let picture = Picture(width: 28, height: 28, colour: .grey, bytes: bytes)
        for file in ["\(pictures)/\(name)/\(index).png", "\(unlabelled)/\(number)-\(index).png"] {
          try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
          try Data(picture.png()).write(to: URL(fileURLWithPath: file))
        }
      }
    }
    var settings = StudioSettings(runs: "\(path)/runs", program: "/usr/bin/false")
    settings.roots = [path]
    if let threads { settings.threads = threads }
    server = try await StudioServer(settings)
    client = RouterClient(server)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var runs: String { "\(path)/runs" }

  /// The answer to a request.
  func send(
    _ method: HTTPRequest.Method = .post, _ uri: String, _ body: SettingValue? = nil
  ) async throws -> (status: Int, text: String) {
    let answer = try await client.send(
      method, uri, [.contentType: "application/json", .origin: "http://localhost"],
      body.map { ByteBuffer(string: $0.json) })
    return (answer.status, String(buffer: answer.body))
  }

  /// The answer to a request as JSON, with status 200.
  func json(_ method: HTTPRequest.Method = .post, _ uri: String, _ body: SettingValue? = nil) async throws
    -> SettingValue
  {
    let (status, text) = try await send(method, uri, body)
    #expect((200..<300).contains(status), "\(uri): \(text)")
    return try #require(SettingValue(json: text))
  }

  /// The form with these sections on the pictures.
  func form(_ sections: [String: SettingValue]) -> SettingValue {
    var all = sections
    var data = all["data"]?.object ?? [:]
    data["dataset"] = data["dataset"] ?? .text(pictures)
    all["data"] = .object(data)
    all["model"] = all["model"] ?? (all["network"] == nil ? ["name": "AE"] : nil)
    return .object(all)
  }

  /// What the server says of a form.
  func check(_ sections: [String: SettingValue]) async throws -> [String: SettingValue] {
    try #require(try await json(.post, "/runs/check", form(sections)).object)
  }
}

extension SettingValue {
  /// The value at a path of names.
  subscript(_ name: String) -> SettingValue { object?[name] ?? .none }
}
