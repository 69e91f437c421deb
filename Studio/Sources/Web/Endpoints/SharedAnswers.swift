import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// Answers that are made once for all requests of the same address, until something changes that they show.
///
/// The progress of a training in a page may be ``lifetime`` old: the page's stream sends the events since the page was made.
final class SharedAnswers: Sendable {
  /// The maximum time for which an answer is shared.
  static let lifetime = Duration.seconds(2)
  private static let maxAnswers = 64
  private static let maxBytes = 4 << 20

  /// What an answer depends on, beside what the server shows.
  struct Key: Hashable {
    /// The path and the query.
    let address: String
    let user: String?
    let isCompressed: Bool
  }

  private struct Answer: Sendable {
    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: ByteBuffer
  }

  private struct Entry {
    let version: Int
    let lastEvent: Int?
    let start: ContinuousClock.Instant
    let answer: Task<Answer, any Error>
    var bytes = 0
  }

  private let entries = Mutex<[Key: Entry]>([:])
  private let changes = Atomic(0)

  /// Reports a change: no answer made before it is shared again.
  func forget() { changes.add(1, ordering: .releasing) }

  /// The number of changes that were reported.
  var version: Int { changes.load(ordering: .acquiring) }

  /// The answers that are held, and the bytes of their bodies.
  var held: (answers: Int, bytes: Int) {
    entries.withLock { ($0.count, $0.values.reduce(0) { $0 + $1.bytes }) }
  }

  /// The answer for `key`: that of another request, or the one that `make` makes.
  ///
  /// - Parameters:
  ///   - key: What the answer depends on.
  ///   - version: A number that grows with each change; answers of other versions are not shared.
  ///   - lastEvent: The number of the last event, where an answer must hold all events so far; else nil.
  ///   - make: Makes the answer.
  func answer(
    _ key: Key, version: Int, lastEvent: Int? = nil, make: @escaping @Sendable () async throws -> Response
  ) async throws -> Response {
    let now = ContinuousClock.now
    let entry = entries.withLock { entries in
      if let known = entries[key], known.version == version, known.lastEvent == lastEvent,
        now - known.start < Self.lifetime
      {
        return known
      }
      entries = entries.filter { $0.value.version == version && now - $0.value.start < Self.lifetime }
      let new = Entry(
        version: version, lastEvent: lastEvent, start: now,
        answer: Task(executorPreference: globalConcurrentExecutor) { try await Self.collected(make()) })
      let bytes = entries.values.reduce(0) { $0 + $1.bytes }
      if entries.count < Self.maxAnswers, bytes < Self.maxBytes { entries[key] = new }
      return new
    }
    do {
      let answer = try await entry.answer.value
      entries.withLock { $0[key]?.bytes = answer.body.readableBytes }
      return Response(
        status: answer.status, headers: answer.headers, body: ResponseBody(byteBuffer: answer.body))
    } catch {
      // The next one tries again.
      entries.withLock { entries in
        if entries[key]?.start == entry.start { entries[key] = nil }
      }
      throw error
    }
  }

  private static func collected(_ response: Response) async throws -> Answer {
    let collector = BodyCollector()
    try await response.body.write(collector)
    return Answer(status: response.status, headers: response.headers, body: collector.buffer)
  }
}

/// Collects a body that is in memory.
final class BodyCollector: ResponseBodyWriter {
  private(set) var buffer = ByteBuffer()
  func write(_ buffer: ByteBuffer) async throws { self.buffer.writeImmutableBuffer(buffer) }
  func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
