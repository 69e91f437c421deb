import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// Answers that are made once for all who ask for the same, until something changes that pages show.
///
/// What changes by itself, such as how far a training is, may be ``lifetime`` old: pages get it as events since their answer
/// was made.
final class SharedAnswers: Sendable {
  /// How long an answer is shared at most.
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
    let start: ContinuousClock.Instant
    let answer: Task<Answer, any Error>
    var bytes = 0
  }

  private let entries = Mutex<[Key: Entry]>([:])
  private let changes = Atomic(0)

  /// Says that something has changed: everything is answered anew.
  func forget() { changes.add(1, ordering: .releasing) }

  /// How often something has changed.
  var version: Int { changes.load(ordering: .acquiring) }

  /// The answers that are held, and the bytes of their bodies.
  var held: (answers: Int, bytes: Int) {
    entries.withLock { ($0.count, $0.values.reduce(0) { $0 + $1.bytes }) }
  }

  /// The answer for `key`: that of another request of the same `version`, or the one that `make` makes.
  func answer(
    _ key: Key, version: Int, make: @escaping @Sendable () async throws -> Response
  ) async throws -> Response {
    let now = ContinuousClock.now
    let entry = entries.withLock { entries in
      if let known = entries[key], known.version == version, now - known.start < Self.lifetime { return known }
      entries = entries.filter { $0.value.version == version && now - $0.value.start < Self.lifetime }
      let new = Entry(
        version: version, start: now,
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
