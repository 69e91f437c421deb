import Diagnostics
import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// An HTTP request for a file or the rest of it; received bytes are appended to the partial file.
final class HTTPTransfer: NSObject, URLSessionDataDelegate, Sendable {
  private struct State {
    var lastNews = ContinuousClock.now
    /// The length of the whole file, as stated by the server.
    var total: Int?
    var hasStarted = false
    /// The outcome; nil while the transfer runs.
    var outcome: Result<Void, any Error>?
  }

  private let file: DownloadFile
  private let url: URL
  private let part: PartialFile
  private let start: Int
  private let state = Mutex(State())

  init(_ file: DownloadFile, from url: URL, to part: PartialFile) {
    (self.file, self.url, self.part, start) = (file, url, part, part.count)
  }

  /// The length of the whole file, as stated by the server, else as published.
  var total: Int { state.withLock { $0.total } ?? file.bytes }

  /// Sends the request and returns when the answer has ended.
  ///
  /// Calls `whileWaiting` several times a second; it throws to end the transfer.
  /// - Throws: ``DownloadError``, `AtomicFileError`, what `whileWaiting` throws.
  func run(stallSeconds: Double, whileWaiting: () throws -> Void) throws {
    var request = URLRequest(url: url)
    // Compression in transit would change the length.
    request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    request.setValue("hourglass", forHTTPHeaderField: "User-Agent")
    if start > 0 { request.setValue("bytes=\(start)-", forHTTPHeaderField: "Range") }
    let configuration = URLSessionConfiguration.ephemeral
    configuration.urlCache = nil
    configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
    // Stalls are detected here; the system's own timer must not be faster.
    configuration.timeoutIntervalForRequest = stallSeconds * 2 + 5
    let queue = OperationQueue()
    queue.maxConcurrentOperationCount = 1
    let session = URLSession(configuration: configuration, delegate: self, delegateQueue: queue)
    defer { session.invalidateAndCancel() }
    let task = session.dataTask(with: request)
    task.resume()
    do {
      try wait(stallSeconds: stallSeconds, whileWaiting: whileWaiting)
    } catch {
      // From here on nothing is appended to the part, whatever still arrives.
      state.withLock { $0.outcome = .failure(error) }
      task.cancel()
      throw error
    }
  }

  private func wait(stallSeconds: Double, whileWaiting: () throws -> Void) throws {
    while true {
      let (outcome, lastNews) = state.withLock { ($0.outcome, $0.lastNews) }
      if let outcome { return try outcome.get() }
      try whileWaiting()
      guard lastNews.duration(to: .now) <= .seconds(stallSeconds) else {
        throw failure(
          .stalled, "no byte came for \(Int(stallSeconds.rounded(.up))) seconds", expected: "\(total) bytes",
          got: "\(part.count)", cure: DownloadError.tryAgain)
      }
      Thread.sleep(forTimeInterval: 0.05)
    }
  }

  /// Calls `body` unless the transfer has ended; an error ends it.
  private func proceed(_ body: (inout State) throws -> Void) {
    state.withLock { state in
      guard state.outcome == nil else { return }
      state.lastNews = .now
      do { try body(&state) } catch { state.outcome = .failure(error) }
    }
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    proceed { state in
      guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
      // The part is the whole file, or belongs to another one: the checksum decides.
      if response.statusCode == 416, start > 0 { return state.outcome = .success(()) }
      state.total = try total(response)
      state.hasStarted = true
    }
    completionHandler(state.withLock { $0.outcome == nil } ? .allow : .cancel)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    proceed { state in
      // Servers may send a login or error page as if it were the file.
      if part.count == 0, data.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") {
        throw page("text that begins with <")
      }
      let limit = state.total ?? file.maxBytes
      guard part.count + data.count <= limit else {
        try part.restart()
        throw tooLong("more than \(limit) bytes")
      }
      try part.append(data)
    }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    proceed { state in
      let isComplete = error == nil && part.count >= state.total ?? 0
      state.outcome =
        isComplete
        ? .success(()) : .failure(state.hasStarted ? truncated(state.total) : unreachable(error))
    }
  }

  /// Returns the length of the whole file from the head of an answer; nil if the server does not state it.
  ///
  /// Checks the head, and empties the part if the server starts from the beginning.
  private func total(_ response: HTTPURLResponse) throws -> Int? {
    let total: Int?
    switch response.statusCode {
    case 200:
      total =
        response.value(forHTTPHeaderField: "Content-Encoding") == nil
        ? response.value(forHTTPHeaderField: "Content-Length").flatMap { Int($0) } : nil
    case 206:
      // bytes 100-199/200
      let words = (response.value(forHTTPHeaderField: "Content-Range") ?? "").split { " -/".contains($0) }
      guard words.count == 4, words[0].lowercased() == "bytes", Int(words[1]) == start else {
        try part.restart()
        throw status("a different byte range than requested")
      }
      total = Int(words[3])
    default: throw status("HTTP status \(response.statusCode)")
    }
    if let type = response.value(forHTTPHeaderField: "Content-Type"), type.lowercased().hasPrefix("text/html") {
      throw page("a page of type \(type)")
    }
    if let total, total > file.maxBytes { throw tooLong("\(total) bytes") }
    if response.statusCode == 200 { try part.restart() }
    return total
  }
}

extension HTTPTransfer {
  private func failure(
    _ code: DownloadError.Code, _ what: String, expected: String? = nil, got: String,
    cure: String = "try another mirror with --from URL"
  ) -> DownloadError {
    DownloadError(code, what, place: url.absoluteString, expected: expected, got: got, cure: cure)
  }

  private func status(_ got: String) -> DownloadError {
    failure(.status, "the server does not deliver the file", got: got)
  }

  private func page(_ got: String) -> DownloadError {
    failure(
      .notData, "the server sends a page instead of the file", expected: "\(file.bytes) bytes of data", got: got,
      cure: "log in to the network if it asks for that, or try another mirror with --from URL")
  }

  private func tooLong(_ got: String) -> DownloadError {
    failure(.tooLong, "the server sends more than the file has", expected: "\(file.bytes) bytes", got: got)
  }

  private func truncated(_ total: Int?) -> DownloadError {
    failure(
      .truncated, "the connection ended before the file did", expected: "\(total ?? file.bytes) bytes",
      got: "\(part.count)", cure: DownloadError.tryAgain)
  }

  private func unreachable(_ error: (any Error)?) -> DownloadError {
    failure(
      .unreachable, "the server cannot be reached", got: error?.localizedDescription ?? "no answer",
      cure: DownloadError.checkNetwork)
  }
}
