import Diagnostics
import Foundation
import Synchronization

/// What the ranks report to each other while some of them work on their own.
private struct PaceSign: Codable {
  /// Whether the rank is still working.
  var isWorking = false
  /// Why its work failed, and where; nil where it has not.
  var failure: String?
}

extension MPICommunicator {
  func atOwnPace<Value>(_ work: () throws -> Value) throws -> Value {
    guard size > 1 else { return try work() }
    let failure = Mutex<String?>(nil)
    /// Exchanges signs; true while ranks work and none has failed.
    @Sendable func exchange(_ sign: PaceSign) -> Bool {
      let all = gather(sign)
      failure.withLock { $0 = all.lazy.compactMap(\.failure).first }
      return all.contains(where: \.isWorking) && all.allSatisfy { $0.failure == nil }
    }
    let signs = RepeatedSign(every: min(5, limit.seconds / 4)) { exchange(PaceSign(isWorking: true)) }
    let result = Result { try work() }
    signs.stop()
    var sign = PaceSign()
    if case .failure(let error) = result { sign.failure = "rank \(rank) of \(size) on \(host): \(error)" }
    // A rank that failed does not exchange signs again.
    while failure.withLock({ $0 == nil }), exchange(sign) {}
    let value = try result.get()
    if let failure = failure.withLock(\.self) { throw ClusterError(.onAnotherRank, Report(failure)) }
    return value
  }
}

/// Repeats something on a thread of its own.
private final class RepeatedSign: @unchecked Sendable {
  private let condition = NSCondition()
  private var isStopping = false
  private var hasStopped = false

  /// Starts the thread, which ends where `work` returns false.
  init(every seconds: Double, _ work: @escaping @Sendable () -> Bool) {
    Thread.detachNewThread { [self] in
      condition.lock()
      while !isStopping {
        if !condition.wait(until: Date(timeIntervalSinceNow: seconds)), !isStopping {
          condition.unlock()
          let isRepeated = work()
          condition.lock()
          if !isRepeated { break }
        }
      }
      hasStopped = true
      condition.broadcast()
      condition.unlock()
    }
  }

  /// Returns once the last repetition has ended.
  func stop() {
    condition.withLock {
      isStopping = true
      condition.broadcast()
      while !hasStopped { condition.wait() }
    }
  }
}
