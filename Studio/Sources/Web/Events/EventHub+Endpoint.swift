import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

extension EventHub {
  /// The endpoint of the stream: server-sent events named by their topic, a comment where nothing happens for a while, and
  /// `event: reset` where events were missed.
  nonisolated var endpoint: Endpoint {
    let topics = Parameter.text("topics", "The topics, with commas between", maxLength: 2000)
    let last = Parameter.text(
      "last", "The identifier of the last event seen, to get those after it; the header Last-Event-ID counts before it",
      default: "", maxLength: 100)
    var endpoint = Endpoint.bytes(
      .get, "/events", "A stream of events, one for each page", [topics, last], type: "text/event-stream"
    ) { call in
      let wanted = Set(try call(topics).split(separator: ",").map(String.init))
      guard wanted.count <= 100 else { throw WebError(fields: [FieldError("topics", "expected at most 100 topics")]) }
      let seen = try call.request.headers[.lastEventID] ?? call(last)
      let listener = try await self.listen(to: wanted, after: seen.isEmpty ? nil : seen)
      return Response(
        status: .ok,
        headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .xAccelBuffering: "no"],
        body: ResponseBody { writer in try await self.send(listener, call.request, &writer) })
    }
    endpoint.work = .quick
    return endpoint
  }

  /// Writes the events until the listener ends: the other side is gone, or the server ends.
  private nonisolated func send(
    _ listener: EventListener, _ request: Request, _ writer: inout any ResponseBodyWriter
  ) async throws {
    try await request.body.consumeWithInboundCloseHandler { _ in
      try await withTaskCancellationHandler {
        try await withGracefulShutdownHandler {
          try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
          while let batch = await listener.next() {
            // Waits until the other side has taken what was written before.
            try await writer.write(bytes(of: batch))
          }
        } onGracefulShutdown: {
          listener.close()
        }
      } onCancel: {
        listener.close()
      }
    } onInboundClosed: {
      listener.close()
    }
    try await writer.finish(nil)
  }

  private nonisolated func bytes(of batch: Batch) -> ByteBuffer {
    guard batch.isReset else { return batch.count > 0 ? batch.messages : ByteBuffer(string: ": still here\n\n") }
    var bytes = ByteBuffer(string: "id: \(id(of: batch.last))\nevent: reset\ndata: {}\n\n")
    bytes.writeImmutableBuffer(batch.messages)
    return bytes
  }
}

extension HTTPField.Name {
  static let lastEventID = HTTPField.Name("Last-Event-ID")!
  static let xAccelBuffering = HTTPField.Name("X-Accel-Buffering")!
}
