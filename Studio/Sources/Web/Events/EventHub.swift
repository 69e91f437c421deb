import Foundation
import HTTPTypes
import NIOCore
import Synchronization

/// Events of the server, by topic; each page listens to the topics that it shows through one stream.
///
/// The hub keeps the latest events once for all listeners, and of each listener the number of the last event that it got.
/// A listener that is slower than its events misses the oldest ones and is told so; memory does not grow with it.
///
/// Events wait for others and are released together: soon after a quiet time, otherwise the further apart the more listeners
/// there are. Until then nobody has got them, so that answers made before them are as new as anything that a page shows
/// (``Site``).
public actor EventHub {
  /// One event.
  struct Event: Sendable {
    let number: Int
    let topic: String
    /// The message as it is sent: identifier, topic and data as JSON, on a line each.
    let message: ByteBuffer
  }

  /// What a listener gets at a time.
  struct Batch: Sendable {
    /// Whether events were missed that cannot be sent again.
    var isReset = false
    /// The number of events; 0 in a sign of life.
    var count = 0
    /// The messages of the events, one after the other.
    var messages = ByteBuffer()
    /// The number of the last event that was looked at.
    var last = 0
  }

  /// What a batch follows from: listeners of the same topics that are as far get the same one.
  private struct BatchKey: Hashable {
    let topics: Set<String>
    let last: Int
  }

  private struct Listener {
    let topics: Set<String>
    var last: Int
    var isReset: Bool
    var waiting: CheckedContinuation<Batch?, Never>?
  }

  private static let maxBatch = 64
  /// The minimum time for which an event waits for others.
  private static let pause = Duration.milliseconds(20)
  /// The time between two releases for each listener, and the maximum for all of them.
  ///
  /// A piece costs a listener as much time as an event. Fewer pieces keep many listeners below a percent of a core.
  private static let spacingPerListener = Duration.milliseconds(20)
  static let maxSpacing = Duration.seconds(4)
  private let maxListeners: Int
  private let maxRecent: Int
  private let maxBytes: Int
  private let beat: Duration
  private var recent: [Event] = []
  private var recentBytes = 0
  private var listeners: [Int: Listener] = [:]
  private var nextListener = 0
  private var beating: Task<Void, Never>?
  private var isClosed = false
  /// When listeners were sent events last.
  private var lastSent = ContinuousClock.now - EventHub.maxSpacing
  /// The batches that were made since events were released last.
  private var batches: [BatchKey: Batch] = [:]
  private nonisolated let number = Atomic(0)
  private nonisolated let released = Atomic(0)
  private nonisolated let isPausing = Atomic(false)
  private nonisolated let changeCount = Atomic(0)
  /// Tells the events of this server from those of the one before it.
  private nonisolated let epoch = RandomText.make().filter { $0 != "-" }.prefix(8)

  /// Makes a hub without listeners.
  ///
  /// - Parameters:
  ///   - maxListeners: More are refused.
  ///   - maxRecent: How many events are kept for listeners that are slow or come back.
  ///   - maxBytes: How many bytes of data they may have together.
  ///   - beat: The time between two signs of life to a listener without events.
  public init(
    maxListeners: Int = 256, maxRecent: Int = 1024, maxBytes: Int = 1 << 20, beat: Duration = .seconds(15)
  ) {
    (self.maxListeners, self.maxRecent, self.maxBytes, self.beat) = (maxListeners, maxRecent, maxBytes, beat)
  }

  /// Sends `value` as JSON to the listeners of `topic`.
  ///
  /// - Parameter isProgress: Whether nothing changed except what the value says, such as the progress of a training: pages
  ///   stay shared (``Site``).
  public func publish(_ topic: String, _ value: some Encodable & Sendable, isProgress: Bool = false) {
    if !isProgress { changeCount.add(1, ordering: .releasing) }
    guard let json = try? JSONText.bytes(of: value) else { return }
    let number = number.add(1, ordering: .releasing).newValue
    var message = ByteBuffer(string: "id: \(id(of: number))\nevent: \(topic)\ndata: ")
    message.writeBytes(json)
    message.writeString("\n\n")
    recent.append(Event(number: number, topic: topic, message: message))
    recentBytes += message.readableBytes
    var surplus = 0
    while recent.count - surplus > maxRecent || (recentBytes > maxBytes && recent.count - surplus > 1) {
      recentBytes -= recent[surplus].message.readableBytes
      surplus += 1
    }
    recent.removeFirst(surplus)
    // What is not held any longer cannot be held back.
    if recent[0].number > lastReleased + 1 { return wake() }
    guard !isPausing.load(ordering: .relaxed) else { return }
    guard listeners.values.contains(where: { $0.topics.contains(topic) }) else { return release() }
    isPausing.store(true, ordering: .releasing)
    let time = max(.now + Self.pause, nextRelease)
    Task { [weak self] in
      try? await Task.sleep(until: time, clock: .continuous)
      await self?.wake()
    }
  }

  /// When the next events are released at the earliest.
  private var nextRelease: ContinuousClock.Instant {
    lastSent + min(Self.maxSpacing, Self.spacingPerListener * listeners.count)
  }

  /// Whether an event that is published now can be released within `time`.
  ///
  /// One that replaces others, such as the progress of a training, is made in vain before.
  public func isReleaseDue(within time: Duration) -> Bool { nextRelease - .now <= time }

  /// The number of the last event.
  nonisolated var lastNumber: Int { number.load(ordering: .acquiring) }

  /// The number of the last event that listeners can have got.
  nonisolated var lastReleased: Int { released.load(ordering: .acquiring) }

  /// Whether there are events that no listener can have got.
  nonisolated var isHolding: Bool { isPausing.load(ordering: .acquiring) }

  /// The number of events other than progress.
  nonisolated var changes: Int { changeCount.load(ordering: .acquiring) }

  /// Lets listeners have the events so far.
  private func release() {
    released.store(number.load(ordering: .relaxed), ordering: .releasing)
    isPausing.store(false, ordering: .releasing)
    batches.removeAll(keepingCapacity: true)
  }

  /// Sends the listeners that wait what there is for them.
  private func wake() {
    release()
    lastSent = .now
    for (id, listener) in listeners where listener.waiting != nil { resume(id) }
  }

  /// The number of listeners.
  public var listenerCount: Int { listeners.count }

  /// The events that are kept, and the bytes of their messages.
  var held: (events: Int, bytes: Int) { (recent.count, recentBytes) }

  /// Ends all streams, and those that are still to come: the server ends.
  public func close() {
    isClosed = true
    for id in listeners.keys { remove(id) }
  }

  /// The identifier of the last event that listeners can have got: a page that is rendered from now on has seen it.
  ///
  /// Such a page may have seen later ones, too, and gets them again: a document that was made before may be without them.
  nonisolated var lastID: String { id(of: lastReleased) }

  nonisolated func id(of number: Int) -> String { "\(epoch)-\(number)" }

  /// Starts to listen to `topics`: to the events after the one that `id` names, or from now on.
  ///
  /// - Throws: ``WebError`` with status 503 where there are too many listeners.
  func listen(to topics: Set<String>, after id: String?) throws(WebError) -> EventListener {
    guard !isClosed else { throw WebError(.serviceUnavailable, type: "closing", "the server ends") }
    guard listeners.count < maxListeners else {
      throw WebError(.serviceUnavailable, type: "busy", "\(maxListeners) pages listen already; close some")
    }
    let current = lastReleased
    let seen = id.flatMap { number(ofID: $0) }
    let isReset = id != nil && (seen == nil || (recent.first?.number ?? current + 1) > (seen ?? 0) + 1)
    nextListener += 1
    listeners[nextListener] = Listener(topics: topics, last: isReset ? current : seen ?? current, isReset: isReset)
    startBeating()
    return EventListener(hub: self, id: nextListener)
  }

  private func number(ofID id: String) -> Int? {
    let parts = id.split(separator: "-")
    guard parts.count == 2, parts[0] == epoch, let number = Int(parts[1]),
      (0...self.number.load(ordering: .relaxed)) ~= number
    else { return nil }
    return number
  }

  /// The next events of a listener, as soon as there are some; nil when it ends.
  func next(_ id: Int) async -> Batch? {
    guard listeners[id] != nil else { return nil }
    if let batch = batch(id) { return batch }
    return await withCheckedContinuation { listeners[id]?.waiting = $0 }
  }

  /// What the listener has not got yet; nil where that is nothing.
  private func batch(_ id: Int) -> Batch? {
    guard let listener = listeners[id] else { return nil }
    var batch = Batch(isReset: listener.isReset, last: listener.last)
    if let first = recent.first, first.number > listener.last + 1 {
      (batch.isReset, batch.last) = (true, lastReleased)
    } else if listener.last < lastReleased {
      let key = BatchKey(topics: listener.topics, last: listener.last)
      let news = batches[key] ?? made(key)
      batches[key] = news
      (batch.count, batch.messages, batch.last) = (news.count, news.messages, news.last)
    }
    listeners[id]?.last = batch.last
    listeners[id]?.isReset = false
    return batch.isReset || batch.count > 0 ? batch : nil
  }

  /// The events after those that a listener has got.
  private func made(_ key: BatchKey) -> Batch {
    var batch = Batch(last: key.last)
    let released = lastReleased
    for event in recent[(key.last + 1 - recent[0].number)...] {
      guard batch.count < Self.maxBatch, event.number <= released else { break }
      batch.last = event.number
      guard key.topics.contains(event.topic) else { continue }
      batch.count += 1
      batch.messages.writeImmutableBuffer(event.message)
    }
    return batch
  }

  private func resume(_ id: Int) {
    guard let waiting = listeners[id]?.waiting, let batch = batch(id) else { return }
    listeners[id]?.waiting = nil
    waiting.resume(returning: batch)
  }

  /// Ends a listener.
  func remove(_ id: Int) {
    listeners.removeValue(forKey: id)?.waiting?.resume(returning: nil)
    guard listeners.isEmpty else { return }
    beating?.cancel()
    beating = nil
  }

  private func startBeating() {
    guard beating == nil else { return }
    beating = Task { [weak self, beat] in
      while (try? await Task.sleep(for: beat)) != nil { await self?.beatOnce() }
    }
  }

  private func beatOnce() {
    for (id, listener) in listeners {
      guard let waiting = listener.waiting else { continue }
      listeners[id]?.waiting = nil
      waiting.resume(returning: Batch(last: listener.last))
    }
  }
}

/// One listener of a hub; ends when it is released.
final class EventListener: Sendable {
  private let hub: EventHub
  private let id: Int

  init(hub: EventHub, id: Int) { (self.hub, self.id) = (hub, id) }

  /// The next events; nil when the stream ends.
  func next() async -> EventHub.Batch? { await hub.next(id) }

  /// Ends the listener at once.
  func close() { Task { [hub, id] in await hub.remove(id) } }

  deinit { close() }
}
