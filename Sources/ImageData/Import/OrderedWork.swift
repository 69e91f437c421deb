internal import Foundation

/// Work on many items by several threads; one thread takes the results in order.
///
/// At most `window` results wait to be taken.
final class OrderedWork<Result: Sendable>: @unchecked Sendable {
  private let range: Range<Int>
  private let window: Int
  private let produce: @Sendable (Int) -> Result
  private let condition = NSCondition()
  // Guarded by `condition`.
  private var next: Int
  private var taken: Int
  private var working = 0
  private var isStopped = false
  private var results: [Int: Result] = [:]

  /// Calls `produce` for each item of `range` on `threads` threads, and `consume` on the calling thread, in order.
  ///
  /// Returns or throws after all threads have ended.
  static func run(
    _ range: Range<Int>, threads: Int, window: Int, produce: @escaping @Sendable (Int) -> Result,
    consume: (Int, Result) throws -> Void
  ) rethrows {
    let work = OrderedWork(range, window: max(window, threads), produce: produce)
    work.start(threads)
    defer { work.stop() }
    for item in range { try consume(item, work.take(item)) }
  }

  private init(_ range: Range<Int>, window: Int, produce: @escaping @Sendable (Int) -> Result) {
    (self.range, self.window, self.produce) = (range, window, produce)
    (next, taken) = (range.lowerBound, range.lowerBound)
  }

  private func start(_ threads: Int) {
    working = threads
    for _ in 0..<threads {
      let thread = Thread { [self] in work() }
      // Decoders need a large stack.
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  private func work() {
    condition.lock()
    while true {
      while !isStopped, next < range.upperBound, next >= taken + window { condition.wait() }
      guard !isStopped, next < range.upperBound else { break }
      let item = next
      next += 1
      condition.unlock()
      let result = produce(item)
      condition.lock()
      results[item] = result
      if item == taken { condition.broadcast() }
    }
    working -= 1
    condition.broadcast()
    condition.unlock()
  }

  private func take(_ item: Int) -> Result {
    condition.lock()
    defer { condition.unlock() }
    while true {
      if let result = results.removeValue(forKey: item) {
        taken = item + 1
        // Waking threads for each result would cost more than the work on a small image.
        if taken.isMultiple(of: max(1, window / 4)) || results.isEmpty { condition.broadcast() }
        return result
      }
      condition.wait()
    }
  }

  private func stop() {
    condition.lock()
    isStopped = true
    condition.broadcast()
    while working > 0 { condition.wait() }
    condition.unlock()
  }
}
