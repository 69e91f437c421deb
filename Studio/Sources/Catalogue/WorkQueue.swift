import Dispatch

/// Work that blocks, such as reading folders, on threads of its own: Swift's cooperative pool never waits for it.
struct WorkQueue: Sendable {
  private let queue: DispatchQueue
  /// Limits the work under way where the queue is concurrent.
  private let limit: DispatchSemaphore?

  /// One piece of work at a time.
  init(_ name: String) {
    queue = DispatchQueue(label: "hourglass.catalogue.\(name)")
    limit = nil
  }

  /// At most `width` pieces of work at a time.
  init(_ name: String, width: Int) {
    let gate = DispatchSemaphore(value: width)
    queue = DispatchQueue(label: "hourglass.catalogue.\(name)", attributes: .concurrent)
    limit = gate
  }

  /// Does `work` and returns its result; whoever waits suspends.
  func run<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      start { continuation.resume(with: Result(catching: work)) }
    }
  }

  /// Starts `work`.
  func start(_ work: @escaping @Sendable () -> Void) {
    queue.async {
      limit?.wait()
      defer { limit?.signal() }
      work()
    }
  }
}
