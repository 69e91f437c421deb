internal import Diagnostics
internal import Foundation

/// What rank 0 says to the others that wait for it.
private enum Sign: UInt8 {
  case working, done, failed
}

extension MPICommunicator {
  func onRankZero<Value: Codable>(_ work: () throws -> Value) throws -> Value {
    guard rank == 0 else { return try waitForRankZero() }
    let signs = RepeatedSign(every: min(5, limit.seconds / 4)) { [self] in send(.working) }
    let result = Result { try work() }
    signs.stop()
    switch result {
    case .success(let value):
      send(.done)
      return broadcast(value, from: 0)
    case .failure(let error):
      send(.failed)
      _ = broadcast("\(error)", from: 0)
      throw error
    }
  }

  private func waitForRankZero<Value: Codable>() throws -> Value {
    while true {
      switch Sign(rawValue: broadcast(bytes: [0])[0]) {
      case .working: continue
      case .done: return decoded(broadcast(bytes: []))
      default:
        throw ClusterError(.onRankZero, Report("rank 0 failed", got: broadcast("", from: 0)))
      }
    }
  }

  private func send(_ sign: Sign) { _ = broadcast(bytes: [sign.rawValue]) }
}

/// Repeats something on a thread of its own.
private final class RepeatedSign: @unchecked Sendable {
  private let condition = NSCondition()
  private var isStopping = false
  private var hasStopped = false

  init(every seconds: Double, _ work: @escaping @Sendable () -> Void) {
    Thread.detachNewThread { [self] in
      condition.lock()
      while !isStopping {
        if !condition.wait(until: Date(timeIntervalSinceNow: seconds)), !isStopping {
          condition.unlock()
          work()
          condition.lock()
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
