import Synchronization

/// The answers of the index to the latest queries, until it is written.
///
/// A page and the documents that it asks for when it is opened query the same runs.
final class KnownAnswers<Query: Hashable & Sendable, Answer: Sendable>: Sendable {
  private struct Contents {
    var version = 0
    var answers: [Query: Answer] = [:]
  }
  private static var maxAnswers: Int { 8 }
  private let contents = Mutex(Contents())

  /// The answer to `query` at a `version` of the index: a known one, or the one that `read` returns.
  ///
  /// - Parameters:
  ///   - query: The query.
  ///   - version: The version of the index, from before the call.
  ///   - isSmall: Whether an answer is small enough to be held.
  ///   - read: Reads the index.
  func answer(
    _ query: Query, at version: Int, where isSmall: (Answer) -> Bool = { _ in true }, read: () async throws -> Answer
  ) async rethrows -> Answer {
    let known = contents.withLock { $0.version == version ? $0.answers[query] : nil }
    if let known { return known }
    let answer = try await read()
    guard isSmall(answer) else { return answer }
    contents.withLock { contents in
      if contents.version != version || contents.answers.count >= Self.maxAnswers {
        contents = Contents(version: version)
      }
      contents.answers[query] = answer
    }
    return answer
  }
}
