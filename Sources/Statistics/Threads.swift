internal import Dispatch

/// Calls `body` once with each integer below `count`, on as many threads as the machine has processors.
///
/// Results do not depend on the number of threads as long as each call writes to a place of its own.
func concurrently(_ count: Int, _ body: (Int) -> Void) {
  guard count > 1 else {
    if count == 1 { body(0) }
    return
  }
  withoutActuallyEscaping(body) { body in
    // The bodies write to places of their own, which the compiler cannot see.
    nonisolated(unsafe) let body = body
    DispatchQueue.concurrentPerform(iterations: count) { body($0) }
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
