import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// One HTTP request whose answer is handed over piece by piece, and which does not wait for ever.
final class HTTPTransfer: NSObject, URLSessionDataDelegate, Sendable {
  /// Looks at the answer's head; throws to end the transfer.
  typealias Head = @Sendable (HTTPURLResponse) throws -> Void
  /// Takes the next bytes; throws to end the transfer.
  typealias Piece = @Sendable (Data) throws -> Void

  /// Nothing came from the server for as long as was allowed.
  struct Stall: Error {}

  private struct State {
    var lastNews = ContinuousClock.now
    var failure: (any Error)?
    var isDone = false
  }

  private let state = Mutex(State())
  private let head: Head
  private let piece: Piece

  private init(head: @escaping Head, piece: @escaping Piece) { (self.head, self.piece) = (head, piece) }

  /// Sends `request` and returns when the answer is over.
  ///
  /// `whileWaiting` is called several times a second and throws to end the transfer.
  /// - Throws: what the closures throw, ``Stall`` after `stallSeconds` without news, or an error of URLSession.
  static func run(
    _ request: URLRequest, stallSeconds: Double, head: @escaping Head, piece: @escaping Piece,
    whileWaiting: () throws -> Void
  ) throws {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.urlCache = nil
    configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
    // Stalls are noticed here; the system's own timer must not be faster.
    configuration.timeoutIntervalForRequest = stallSeconds * 2 + 5
    let queue = OperationQueue()
    queue.maxConcurrentOperationCount = 1
    let transfer = HTTPTransfer(head: head, piece: piece)
    let session = URLSession(configuration: configuration, delegate: transfer, delegateQueue: queue)
    defer { session.invalidateAndCancel() }
    let task = session.dataTask(with: request)
    task.resume()
    do {
      try transfer.wait(stallSeconds: stallSeconds, whileWaiting: whileWaiting)
    } catch {
      // From here on no closure is called any more, whatever still arrives.
      transfer.state.withLock { $0.failure = $0.failure ?? error }
      task.cancel()
      throw error
    }
  }

  private func wait(stallSeconds: Double, whileWaiting: () throws -> Void) throws {
    while true {
      let (failure, isDone, lastNews) = state.withLock { ($0.failure, $0.isDone, $0.lastNews) }
      if let failure { throw failure }
      if isDone { return }
      try whileWaiting()
      if lastNews.duration(to: .now) > .seconds(stallSeconds) { throw Stall() }
      Thread.sleep(forTimeInterval: 0.05)
    }
  }

  /// Calls `body` unless the transfer has failed, and keeps its error.
  private func proceed(_ body: () throws -> Void) -> Bool {
    state.withLock { state in
      guard state.failure == nil, !state.isDone else { return false }
      state.lastNews = .now
      do {
        try body()
        return true
      } catch {
        state.failure = error
        return false
      }
    }
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    let goesOn = proceed {
      guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
      try head(response)
    }
    completionHandler(goesOn ? .allow : .cancel)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    // The thread that waits ends the task where this fails.
    _ = proceed { try piece(data) }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    state.withLock { state in
      state.failure = state.failure ?? error
      state.isDone = true
    }
  }
}
