import Foundation
import HTTPTypes

/// Events of the server, by topic; each page listens to the topics that it shows through one stream.
public actor EventHub {
  /// One event.
  public struct Event: Sendable {
    /// Counts the events of this server, from 1.
    public let number: Int
    /// The topic, such as `runs` or `run:<id>`.
    public let topic: String
    /// The data as JSON, on one line.
    public let json: String
  }

  /// The maximum number of listeners.
  public let maxListeners: Int
  /// The last events, for listeners that come back.
  private var recent: [Event] = []
  private let maxRecent: Int
  private var number = 0
  private var listeners: [Int: (topics: Set<String>, stream: AsyncStream<Event>.Continuation)] = [:]
  private var nextListener = 0

  /// Makes a hub without listeners.
  ///
  /// - Parameters:
  ///   - maxListeners: more are refused.
  ///   - maxRecent: how many events are kept for listeners that come back.
  public init(maxListeners: Int = 512, maxRecent: Int = 512) {
    (self.maxListeners, self.maxRecent) = (maxListeners, maxRecent)
  }

  /// Tells the listeners of `topic`.
  public func publish(_ topic: String, _ value: some Encodable & Sendable) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    guard let json = try? encoder.encode(value) else { return }
    number += 1
    let event = Event(number: number, topic: topic, json: String(decoding: json, as: UTF8.self))
    recent.append(event)
    if recent.count > maxRecent { recent.removeFirst(recent.count - maxRecent) }
    for listener in listeners.values where listener.topics.contains(topic) { listener.stream.yield(event) }
  }

  /// The events of `topics` from now on, after those since event `last` that are still known.
  ///
  /// A listener that is slower than its events loses the oldest ones.
  /// - Throws: ``WebError`` with status 503 when there are too many listeners.
  public func listen(to topics: Set<String>, after last: Int? = nil) throws -> AsyncStream<Event> {
    guard listeners.count < maxListeners else {
      throw WebError(.serviceUnavailable, type: "busy", "\(maxListeners) pages listen already; close some")
    }
    let id = nextListener
    nextListener += 1
    let (stream, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingNewest(256))
    continuation.onTermination = { [weak self] _ in
      Task { await self?.remove(id) }
    }
    if let last {
      for event in recent where event.number > last && topics.contains(event.topic) { continuation.yield(event) }
    }
    listeners[id] = (topics, continuation)
    return stream
  }

  /// The number of listeners.
  public var listenerCount: Int { listeners.count }

  /// Ends all streams: the server stops.
  public func close() {
    for listener in listeners.values { listener.stream.finish() }
    listeners.removeAll()
  }

  private func remove(_ id: Int) { listeners[id] = nil }
}
