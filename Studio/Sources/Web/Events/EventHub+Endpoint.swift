import HTTPTypes
import Hummingbird
import NIOCore

extension EventHub {
  /// The endpoint of the stream: server-sent events named by their topic, with a comment every 15 seconds while nothing
  /// happens.
  nonisolated func endpoint(rules: SafetyRules) -> Endpoint {
    let topics = Parameter.text("topics", "The topics, with commas between", maxLength: 1000)
    return .bytes(.get, "/events", "A stream of events, one for each page", [topics], type: "text/event-stream") { call in
      let wanted = Set(try call(topics).split(separator: ",").map(String.init))
      let last = call.request.headers[.lastEventID].flatMap { Int($0) }
      let events = try await self.listen(to: wanted, after: last)
      return Response(
        status: .ok,
        headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .xAccelBuffering: "no"],
        body: ResponseBody { writer in
          try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
          for await text in Self.lines(of: events) { try await writer.write(ByteBuffer(string: text)) }
          try await writer.finish(nil)
        })
    }
  }

  /// The text of the stream: events, and comments that keep it open.
  private static func lines(of events: AsyncStream<Event>) -> AsyncStream<String> {
    AsyncStream(bufferingPolicy: .bufferingNewest(512)) { continuation in
      let beats = Task {
        while !Task.isCancelled {
          try await Task.sleep(for: .seconds(15))
          continuation.yield(": still here\n\n")
        }
      }
      let forwarding = Task {
        for await event in events {
          continuation.yield("id: \(event.number)\nevent: \(event.topic)\ndata: \(event.json)\n\n")
        }
        continuation.finish()
      }
      continuation.onTermination = { _ in
        beats.cancel()
        forwarding.cancel()
      }
    }
  }
}

extension HTTPField.Name {
  static let lastEventID = HTTPField.Name("Last-Event-ID")!
  static let xAccelBuffering = HTTPField.Name("X-Accel-Buffering")!
}
