internal import Foundation
internal import Synchronization

/// Calls `body` on `threads` threads with ranges of the integers below `count`, until all are done.
///
/// A range has at most 64 integers, so that all threads end at about the same time.
package func forEachPiece(of count: Int, threads: Int, _ body: @Sendable (Range<Int>) -> Void) {
  let next = Atomic(0)
  let piece = max(1, min(64, count / (8 * threads)))
  DispatchQueue.concurrentPerform(iterations: threads) { _ in
    while true {
      let first = next.add(piece, ordering: .relaxed).oldValue
      guard first < count else { break }
      body(first..<min(first + piece, count))
    }
  }
}
