internal import Foundation
internal import Synchronization

/// Watches the calls of MPI: one that takes longer than the limit is reported, and the run ends.
///
/// The limit of a call is `seconds` beyond the longest time between the ends of two calls so far, and beyond the time that
/// this rank itself took before the call. Time in which this process itself is stopped does not count, so that a job that
/// a scheduler suspends survives it.
final class TimeLimit: Sendable {
  /// The limit beyond the longest step.
  let seconds: Double
  /// Odd while a call is under way.
  private let calls = Atomic<Int>(0)
  private let isOver = Atomic<Bool>(false)

  /// Seconds between two looks.
  private static let tick = 0.1

  /// Starts watching.
  ///
  /// - Parameters:
  ///   - seconds: The limit beyond the longest step.
  ///   - expired: Called on a thread of its own with the seconds that a call took, and with the limit.
  init(seconds: Double, expired: @escaping @Sendable (_ waited: Double, _ limit: Double) -> Void) {
    self.seconds = seconds
    let thread = Thread { [self] in watch(expired) }
    thread.name = "time limit"
    thread.start()
  }

  /// Says that a call starts, or, called for the second time, that it ended.
  func note() { calls.add(1, ordering: .relaxed) }

  /// Ends watching.
  func stop() { isOver.store(true, ordering: .relaxed) }

  private func watch(_ expired: (Double, Double) -> Void) {
    var (seen, longest, sinceEnd, inCall) = (0, 0.0, 0.0, 0.0)
    var last = ProcessInfo.processInfo.systemUptime
    while !isOver.load(ordering: .relaxed) {
      Thread.sleep(forTimeInterval: Self.tick)
      let now = ProcessInfo.processInfo.systemUptime
      // A longer time between two looks is one in which the process was stopped.
      let passed = min(now - last, 1)
      last = now
      let calls = calls.load(ordering: .relaxed)
      sinceEnd += passed
      inCall = calls == seen && calls % 2 == 1 ? inCall + passed : 0
      let limit = seconds + max(longest, sinceEnd - inCall)
      if inCall > limit { expired(inCall, limit) }
      if calls / 2 != seen / 2 {
        longest = max(longest, sinceEnd)
        sinceEnd = 0
      }
      seen = calls
    }
  }
}
