import Foundation
import HTTPTypes
import Hourglass
import NIOCore
import StudioTestSupport
import Testing
import Web

@testable import Studio

/// A folder with images and runs for tests of data sets; when the test ends it is removed, and the processes that work in
/// it are killed.
final class DataSetPlace: Sendable {
  let path: String

  init() throws {
    // Without links, as the folder browser resolves them.
    let folder = URL(fileURLWithPath: NSTemporaryDirectory()).resolvingSymlinksInPath().path
    path = "\(folder)/hourglass-data-sets-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: images, withIntermediateDirectories: true)
  }

  deinit {
    LeftProcesses.end(in: path)
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The folder that people may choose images from.
  var images: String { "\(path)/images" }

  /// The program that imports; the release build beside this package unless HOURGLASS_PROGRAM names another.
  static let program =
    ProcessInfo.processInfo.environment["HOURGLASS_PROGRAM"]
    ?? URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../.build/release/hourglass").standardized.path

  /// A server that lets people choose from ``images``.
  func server(dataRoot: String? = nil, fetching: FetchPolicy = .none) async throws -> StudioServer {
    var settings = StudioSettings(runs: "\(path)/runs", program: Self.program)
    (settings.roots, settings.dataRoot, settings.fetching) = ([images], dataRoot, fetching)
    return try await StudioServer(settings)
  }

  /// Asks a server without a network.
  func ask(
    dataRoot: String? = nil, fetching: FetchPolicy = .none, _ body: @Sendable (Asking) async throws -> Void
  ) async throws {
    let server = try await server(dataRoot: dataRoot, fetching: fetching)
    try await body(Asking(client: RouterClient(server), server: server))
  }

  /// A picture of `width` x 8 with a colour of its own.
  static func picture(_ number: Int, width: Int = 16) -> Picture {
    let bytes = (0..<width * 8 * 3).map { UInt8(truncatingIfNeeded: $0 &* (number + 3)) }
    return Picture(width: width, height: 8, colour: .rgb, bytes: bytes)
  }

  /// Writes six pictures into a folder for each class, and a broken one into that of the first.
  @discardableResult
  func writePhotos(_ name: String = "photos", classes: [String] = ["cats", "dogs"]) throws -> String {
    for (place, folder) in classes.enumerated() {
      try FileManager.default.createDirectory(atPath: "\(images)/\(name)/\(folder)", withIntermediateDirectories: true)
      for number in 0..<6 {
        try Self.picture(6 * place + number).write(to: "\(images)/\(name)/\(folder)/\(number).png")
      }
    }
    try Data("no picture".utf8).write(to: URL(fileURLWithPath: "\(images)/\(name)/\(classes[0])/broken.png"))
    try Data("a note".utf8).write(to: URL(fileURLWithPath: "\(images)/\(name)/readme.txt"))
    return "\(images)/\(name)"
  }

  /// Writes 40 training and 10 test images of 12 rows and 10 columns, or other sizes, in three classes, as MNIST's files.
  @discardableResult
  func writeDigits(_ name: String = "digits", rows: Int = 12, columns: Int = 10) throws -> String {
    let folder = "\(images)/\(name)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    func word(_ value: Int) -> [UInt8] { withUnsafeBytes(of: UInt32(value).bigEndian) { [UInt8]($0) } }
    for (name, count) in [("train", 40), ("t10k", 10)] {
      let pixels = (0..<count * rows * columns).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 8) }
      try Data([0, 0, 8, 3] + word(count) + word(rows) + word(columns) + pixels)
        .write(to: URL(fileURLWithPath: "\(folder)/\(name)-images-idx3-ubyte"))
      try Data([0, 0, 8, 1] + word(count) + (0..<count).map { UInt8($0 % 3) })
        .write(to: URL(fileURLWithPath: "\(folder)/\(name)-labels-idx1-ubyte"))
    }
    return folder
  }
}

/// A server that is asked.
struct Asking: Sendable {
  let client: RouterClient
  let server: StudioServer

  /// An answer.
  struct Answer {
    let status: Int
    let bytes: [UInt8]
    var text: String { String(decoding: bytes, as: UTF8.self) }

    func decoded<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
      let decoder = JSONDecoder()
      decoder.dateDecodingStrategy = .iso8601
      return try decoder.decode(type, from: Data(bytes))
    }

    /// Sentences by field.
    var errors: [String: [String]] {
      struct Errors: Decodable { var errors: [String: [String]]? }
      return (try? decoded(Errors.self))?.errors ?? [:]
    }
  }

  func callAsFunction(_ method: HTTPRequest.Method = .get, _ uri: String, json: String? = nil) async throws -> Answer {
    var headers: HTTPFields = [.accept: method == .get && !uri.contains(".json") ? "text/html" : "application/json"]
    if json != nil { headers[.contentType] = "application/json" }
    return try await send(method, uri, headers, json.map { ByteBuffer(string: $0) })
  }

  /// Sends a file.
  func upload(_ bytes: [UInt8], name: String) async throws -> Answer {
    try await put("/uploads/\(name)", bytes)
  }

  /// Sends bytes.
  func put(_ uri: String, _ bytes: [UInt8]) async throws -> Answer {
    try await send(
      .put, uri, [.contentType: "application/octet-stream", .accept: "application/json"], ByteBuffer(bytes: bytes))
  }

  /// Sends a form as a browser does without scripts, from the page at `page`; returns where that leads to.
  func form(_ uri: String, _ fields: String, on page: String) async throws -> (status: Int, location: String?) {
    let headers: HTTPFields = [
      .accept: "text/html", .contentType: "application/x-www-form-urlencoded",
      .init("Referer")!: "http://localhost\(page)",
      .origin: "http://localhost",
    ]
    let answer = try await client.send(.post, uri, headers, ByteBuffer(string: fields))
    return (answer.status, answer.fields[.location])
  }

  private func send(
    _ method: HTTPRequest.Method, _ uri: String, _ headers: HTTPFields, _ body: ByteBuffer?
  ) async throws -> Answer {
    let answer = try await client.send(method, uri, headers, body)
    return Answer(status: answer.status, bytes: Array(answer.body.readableBytesView))
  }
}
