internal import Diagnostics
internal import Dispatch
internal import Foundation
internal import Synchronization

/// The threads that this module computes with, in the whole process.
///
/// Results do not depend on their number. The program `hourglass` sets it once from `--threads`; others limit single calls.
public enum StatisticsThreads {
  /// 0 for all processors.
  private static let chosen = Atomic(0)
  /// The maximum in the present call of ``limited(to:_:)``.
  @TaskLocal private static var limit: Int?

  /// The maximum number of threads, at least 1; by default the number of processors.
  public static var count: Int {
    get {
      if let limit { return limit }
      let count = chosen.load(ordering: .relaxed)
      return count > 0 ? count : ProcessInfo.processInfo.activeProcessorCount
    }
    set {
      require(newValue > 0, "\(newValue) threads")
      chosen.store(newValue, ordering: .relaxed)
    }
  }

  /// Calls `body`, which computes with at most `count` threads, whatever others choose meanwhile.
  ///
  /// - Parameters:
  ///   - count: The maximum number of threads, at least 1.
  ///   - body: What computes.
  /// - Returns: What `body` returns.
  public static func limited<Result>(to count: Int, _ body: () throws -> Result) rethrows -> Result {
    require(count > 0, "\(count) threads")
    return try $limit.withValue(count, operation: body)
  }
}

/// Calls `body` once with each integer below `count`, on at most ``StatisticsThreads/count`` threads.
///
/// Results do not depend on the number of threads as long as each call writes to a place of its own.
package func concurrently(_ count: Int, _ body: (Int) -> Void) {
  let threads = min(count, StatisticsThreads.count)
  guard threads > 1 else {
    for i in 0..<count { body(i) }
    return
  }
  let next = Atomic(0)
  withoutActuallyEscaping(body) { body in
    // The bodies write to places of their own, which the compiler cannot see.
    nonisolated(unsafe) let body = body
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      while true {
        let i = next.add(1, ordering: .relaxed).oldValue
        guard i < count else { return }
        body(i)
      }
    }
  }
}

/// Calls `body` with consecutive ranges of at most `length` integers that cover 0 to `count` - 1, on several threads.
func concurrently(_ count: Int, piecesOf length: Int, _ body: (Range<Int>) -> Void) {
  concurrently((count + length - 1) / length) { piece in
    body(piece * length..<min((piece + 1) * length, count))
  }
}

/// An array of `count` elements, of which `body` fills the pieces of at most `length` on several threads.
func filledConcurrently<Element: BitwiseCopyable>(
  _ count: Int, piecesOf length: Int, zero: Element,
  _ body: (Range<Int>, UnsafeMutablePointer<Element>) -> Void
) -> [Element] {
  var result = [Element](repeating: zero, count: count)
  result.withUnsafeMutableBufferPointer { buffer in
    guard let base = buffer.baseAddress else { return }
    concurrently(count, piecesOf: length) { body($0, base) }
  }
  return result
}
