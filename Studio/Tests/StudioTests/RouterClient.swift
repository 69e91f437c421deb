import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Synchronization
import Web

@testable import Studio

/// Asks the router of a server, without a network.
struct RouterClient: Sendable {
  private let responder: RouterResponder<StudioContext>

  init(_ server: StudioServer) {
    responder = server.site.router(server.endpoints, title: "Studio", version: "1").buildResponder()
  }

  /// Sends a request, and collects its answer.
  func send(
    _ method: HTTPRequest.Method, _ uri: String, _ fields: HTTPFields, _ body: ByteBuffer?
  ) async throws -> (status: Int, body: ByteBuffer, fields: HTTPFields) {
    var fields = fields
    if let body { fields[.contentLength] = "\(body.readableBytes)" }
    let request = Request(
      head: HTTPRequest(method: method, scheme: "http", authority: "localhost", path: uri, headerFields: fields),
      body: RequestBody(buffer: body ?? ByteBuffer()))
    let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let source = ApplicationRequestContextSource(channel: NIOAsyncTestingChannel(), logger: silent)
    let response = try await responder.respond(to: request, context: StudioContext(source: source))
    let collected = CollectedBody()
    try await response.body.write(collected)
    return (response.status.code, collected.whole, response.headers)
  }
}

/// The body of an answer as one buffer.
private final class CollectedBody: ResponseBodyWriter, Sendable {
  private let buffer = Mutex(ByteBuffer())

  var whole: ByteBuffer { buffer.withLock { $0 } }

  func write(_ part: ByteBuffer) async throws { _ = buffer.withLock { $0.writeImmutableBuffer(part) } }

  func finish(_ trailers: HTTPFields?) async throws {}
}
