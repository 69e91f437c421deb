internal import Foundation

/// The sums that were started, made by a thread of their own in the order in which they started.
final class PendingSums: @unchecked Sendable {
  private let condition = NSCondition()
  private var queue: [@Sendable () -> Void] = []
  private var started = 0
  private var finished = 0
  private var hasThread = false

  /// Adds a sum and returns its number, from 1.
  func start(_ sum: @escaping @Sendable () -> Void) -> Int {
    condition.withLock {
      queue.append(sum)
      started += 1
      if !hasThread {
        hasThread = true
        let thread = Thread { [self] in work() }
        thread.name = "sums"
        thread.start()
      }
      condition.broadcast()
      return started
    }
  }

  /// Whether a sum up to the one with this number is not finished; nil for all.
  func isUnfinished(_ number: Int?) -> Bool { condition.withLock { finished < number ?? started } }

  /// Waits for the sum with this number.
  func finish(_ number: Int) {
    condition.withLock { while finished < number { condition.wait() } }
  }

  /// Waits for all sums.
  func finishAll() { finish(condition.withLock { started }) }

  private func work() {
    while true {
      let sum = condition.withLock {
        while queue.isEmpty { condition.wait() }
        return queue.removeFirst()
      }
      sum()
      condition.withLock {
        finished += 1
        condition.broadcast()
      }
    }
  }
}
