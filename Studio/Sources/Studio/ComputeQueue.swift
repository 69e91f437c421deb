import Foundation
import Hummingbird
import Synchronization
import Web

/// Work that blocks or computes, on threads of its own, so that the server's threads answer meanwhile.
///
///     let picture = try await compute { try images.picture(at: 7) }
final class ComputeQueue: Sendable {
  private struct Contents {
    var waiting: [@Sendable () -> Void] = []
    /// Threads that work, or wait for work.
    var threads = 0
    /// Threads that wait for work.
    var idle = 0
    var isClosed = false
  }

  private let contents = Mutex(Contents())
  private let signal = DispatchSemaphore(value: 0)
  private let name: String
  private let maxThreads: Int
  private let maxWaiting: Int

  /// Creates a queue; its threads are started when they are first needed.
  ///
  /// - Parameters:
  ///   - name: The name of its threads.
  ///   - threads: Pieces of work at the same time, at least 1.
  ///   - waiting: Pieces of work that may wait; more are refused.
  init(_ name: String, threads: Int = 2, waiting: Int = 256) {
    (self.name, maxThreads, maxWaiting) = (name, threads, waiting)
  }

  /// Does `work` and returns its result; work that nobody waits for any more is dropped.
  ///
  /// - Throws: `WebError` with status 503 when too much waits; what `work` throws; `CancellationError`.
  func callAsFunction<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    let isUnwanted = Flag()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isTaken = add {
          continuation.resume(
            with: Result {
              if isUnwanted.isSet { throw CancellationError() }
              return try work()
            })
        }
        guard !isTaken else { return }
        continuation.resume(
          throwing: WebError(
            .serviceUnavailable, type: "busy", "the server computes for others; try again in a few seconds"))
      }
    } onCancel: {
      isUnwanted.set()
    }
  }

  /// Ends the threads once they have done what waits; the queue takes no more work.
  func close() {
    let threads = contents.withLock { contents in
      contents.isClosed = true
      return contents.threads
    }
    for _ in 0..<threads { signal.signal() }
  }

  private func add(_ work: @escaping @Sendable () -> Void) -> Bool {
    let (isTaken, needsThread) = contents.withLock { contents in
      guard !contents.isClosed, contents.waiting.count < maxWaiting else { return (false, false) }
      contents.waiting.append(work)
      let needsThread = contents.idle < contents.waiting.count && contents.threads < maxThreads
      if needsThread { contents.threads += 1 }
      return (true, needsThread)
    }
    if needsThread { startThread() }
    if isTaken { signal.signal() }
    return isTaken
  }

  private func startThread() {
    let thread = Thread { [self] in
      while true {
        contents.withLock { $0.idle += 1 }
        signal.wait()
        // On Linux a thread can only set its own name, and only once `start` has returned.
        Thread.current.name = name
        let (work, isDone) = contents.withLock { contents in
          contents.idle -= 1
          let work = contents.waiting.isEmpty ? nil : contents.waiting.removeFirst()
          return (work, work == nil && contents.isClosed)
        }
        if isDone { return }
        work?()
      }
    }
    // Decoders need a large stack.
    thread.stackSize = 4 << 20
    thread.start()
  }

  /// A flag that is set once.
  private final class Flag: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
  }
}
