import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// Answers that are made once for all requests of the same address, until something changes that they show.
///
/// The progress of a training in a page may be ``lifetime`` old: the page's stream sends the events since the page was made.
/// While events wait for others (``EventHub``), nobody has been shown anything newer than the answers before them, which are
/// shared until those events are released.
final class SharedAnswers: Sendable {
  /// The maximum time for which an answer is shared: longer than events wait, so that an answer is made once between two
  /// releases.
  static let lifetime = EventHub.maxSpacing + .seconds(1)
  private static let maxAnswers = 64
  private static let maxBytes = 4 << 20

  /// What an answer depends on, beside what the server shows.
  struct Key: Hashable {
    /// The path and the query.
    let address: String
    let user: String?
    let isCompressed: Bool
  }

  /// How far the server is.
  struct Moment: Sendable {
    /// A number that grows with each change.
    var changes = 0
    /// The number of the last event.
    var event = 0
    /// The number of the last event that was released.
    var released = 0
    /// Whether events wait to be released.
    var isHolding = false
  }

  /// An answer in memory.
  struct Answer: Sendable {
    let response: Response
    /// The head with the fields that every answer has, and the body, as they are sent.
    let ready: ReadyAnswer

    fileprivate init(_ response: Response, _ body: ByteBuffer) {
      self.response = Response(status: response.status, headers: response.headers, body: .init(byteBuffer: body))
      ready = ReadyAnswer(self.response, body)
    }
  }

  private struct Entry {
    /// How far the server was before the answer was made.
    let moment: Moment
    let forgotten: Int
    /// Whether it must hold all events that were released.
    let holdsEvents: Bool
    let start: ContinuousClock.Instant
    let making: Task<Answer, any Error>
    /// The answer, once it is made.
    var answer: Answer?
  }

  private struct Contents {
    var entries: [Key: Entry] = [:]
    /// How many requests have changed something.
    var forgotten = 0
    /// The changes that answers must show.
    var changes = 0
    /// The bytes of all bodies.
    var bytes: Int { entries.values.reduce(0) { $0 + ($1.answer?.ready.body.readableBytes ?? 0) } }

    /// Whether an answer can still be shared at `moment`.
    func isFresh(_ entry: Entry, _ moment: Moment, _ now: ContinuousClock.Instant) -> Bool {
      entry.forgotten == forgotten && entry.moment.changes >= changes && now - entry.start < SharedAnswers.lifetime
        && (!entry.holdsEvents || entry.moment.event >= moment.released)
    }

    /// Notes the changes that answers must show from `moment` on.
    mutating func note(_ moment: Moment) { if !moment.isHolding { changes = moment.changes } }
  }

  private let contents = Mutex(Contents())

  /// Reports a change by a request: no answer made before it is shared again.
  func forget() { contents.withLock { $0.forgotten += 1 } }

  /// The answers that are held, and the bytes of their bodies.
  var held: (answers: Int, bytes: Int) {
    contents.withLock { ($0.entries.count, $0.bytes) }
  }

  /// The answer for `key` that another request was given, where it can be shared at `moment`.
  func known(_ key: Key, at moment: Moment) -> ReadyAnswer? {
    let now = ContinuousClock.now
    return contents.withLock { contents in
      contents.note(moment)
      guard let entry = contents.entries[key], contents.isFresh(entry, moment, now) else { return nil }
      return entry.answer?.ready
    }
  }

  /// The answer for `key`: that of another request, or the one that `make` makes.
  ///
  /// - Parameters:
  ///   - key: What the answer depends on.
  ///   - moment: How far the server is now.
  ///   - holdsEvents: Whether the answer must hold all events that were released.
  ///   - make: Makes the answer.
  func answer(
    _ key: Key, at moment: Moment, holdsEvents: Bool = false, make: @escaping @Sendable () async throws -> Response
  ) async throws -> Response {
    let now = ContinuousClock.now
    let entry = contents.withLock { contents in
      contents.note(moment)
      if let known = contents.entries[key], contents.isFresh(known, moment, now) { return known }
      contents.entries = contents.entries.filter { contents.isFresh($0.value, moment, now) }
      let new = Entry(
        moment: moment, forgotten: contents.forgotten, holdsEvents: holdsEvents, start: now,
        making: Task(executorPreference: globalConcurrentExecutor) { try await Self.collected(make()) })
      if contents.entries.count < Self.maxAnswers, contents.bytes < Self.maxBytes { contents.entries[key] = new }
      return new
    }
    do {
      let answer = try await entry.making.value
      contents.withLock { contents in
        if contents.entries[key]?.start == entry.start { contents.entries[key]?.answer = answer }
      }
      return answer.response
    } catch {
      // The next one tries again.
      contents.withLock { contents in
        if contents.entries[key]?.start == entry.start { contents.entries[key] = nil }
      }
      throw error
    }
  }

  private static func collected(_ response: Response) async throws -> Answer {
    let collector = BodyCollector()
    try await response.body.write(collector)
    return Answer(response, collector.buffer)
  }
}

/// Collects a body that is in memory.
final class BodyCollector: ResponseBodyWriter {
  private(set) var buffer = ByteBuffer()
  func write(_ buffer: ByteBuffer) async throws { self.buffer.writeImmutableBuffer(buffer) }
  func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
