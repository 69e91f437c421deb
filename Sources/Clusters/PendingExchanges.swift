internal import Foundation
internal import Synchronization

/// The exchanges that were started, made by a thread of their own in the order in which they started.
final class PendingExchanges: @unchecked Sendable {
  private let condition = NSCondition()
  private var queue: [@Sendable () -> Void] = []
  private var started = 0
  private var finished = 0
  private var hasThread = false
  private let waiting = Atomic(0)

  /// Whether a thread waits for an exchange.
  var isAwaited: Bool { waiting.load(ordering: .relaxed) > 0 }

  /// Adds an exchange and returns its number, from 1.
  func start(_ exchange: @escaping @Sendable () -> Void) -> Int {
    condition.withLock {
      queue.append(exchange)
      started += 1
      if !hasThread {
        hasThread = true
        let thread = Thread { [self] in work() }
        thread.name = "exchanges"
        thread.start()
      }
      condition.broadcast()
      return started
    }
  }

  /// Whether an exchange up to the one with this number is not finished; nil for all.
  func isUnfinished(_ number: Int?) -> Bool { condition.withLock { finished < number ?? started } }

  /// Waits for the exchange with this number.
  func finish(_ number: Int) {
    waiting.add(1, ordering: .relaxed)
    condition.withLock { while finished < number { condition.wait() } }
    waiting.subtract(1, ordering: .relaxed)
  }

  /// Waits for all exchanges.
  func finishAll() { finish(condition.withLock { started }) }

  private func work() {
    while true {
      let exchange = condition.withLock {
        while queue.isEmpty { condition.wait() }
        return queue.removeFirst()
      }
      exchange()
      condition.withLock {
        finished += 1
        condition.broadcast()
      }
    }
  }
}
