import Foundation
import Synchronization

/// Slows down those who guess passwords: after five wrong ones an address waits, twice as long each time.
final class GuessLimits: Sendable {
  private struct Guesser {
    var failures = 0
    var end = Date.distantPast
    var last = Date.distantPast
    var isChecked = false
  }

  private static let freeFailures = 5
  private static let maxWait = 300.0
  private let maxGuessers: Int
  private let guessers = Mutex<[String: Guesser]>([:])

  /// Makes limits that know nobody yet.
  ///
  /// - Parameter maxGuessers: Addresses that are remembered; more push out the one that guessed longest ago.
  init(maxGuessers: Int = 1024) { self.maxGuessers = maxGuessers }

  /// Starts a check for `address`.
  ///
  /// - Returns: The seconds to wait instead, where the address must; nil where the check may start. Then ``end(_:isRight:now:)``
  ///   must follow.
  func begin(_ address: String, now: Date = Date()) -> Int? {
    guessers.withLock { guessers in
      if let guesser = guessers[address] {
        if guesser.isChecked { return 1 }
        if guesser.end > now { return Int(guesser.end.timeIntervalSince(now).rounded(.up)) }
      } else if guessers.count >= maxGuessers,
        let oldest = guessers.filter({ !$0.value.isChecked }).min(by: { $0.value.last < $1.value.last })
      {
        guessers[oldest.key] = nil
      }
      guessers[address, default: Guesser()].isChecked = true
      guessers[address]?.last = now
      return nil
    }
  }

  /// Ends a check.
  func end(_ address: String, isRight: Bool, now: Date = Date()) {
    guessers.withLock { guessers in
      guard !isRight, var guesser = guessers[address] else {
        guessers[address] = nil
        return
      }
      guesser.isChecked = false
      guesser.failures = min(guesser.failures + 1, 64)
      let excess = guesser.failures - Self.freeFailures
      if excess >= 0 { guesser.end = now + min(pow(2, Double(excess)), Self.maxWait) }
      guessers[address] = guesser
    }
  }

  /// The number of addresses that are remembered.
  var count: Int { guessers.withLock(\.count) }
}
