import Synchronization

/// Who follows the changes of the catalogue: each has a queue of its own with a bound.
final class Listeners: Sendable {
  private struct Listener {
    let continuation: AsyncStream<CatalogueChange>.Continuation
    /// Whether changes were dropped since the queue was full.
    var hasMissed = false

    /// Passes a change on, or notes that it was dropped.
    mutating func send(_ change: CatalogueChange?) {
      // First of all the listener learns that changes are missing.
      if hasMissed, case .enqueued = continuation.yield(.missed) { hasMissed = false }
      guard let change else { return }
      guard !hasMissed, case .enqueued = continuation.yield(change) else {
        hasMissed = true
        return
      }
    }
  }
  private let changeCount = Atomic(0)
  private let all = Mutex<(next: Int, listeners: [Int: Listener])>((0, [:]))

  /// A stream of the changes from now on, of which at most `bound` wait.
  func stream(bound: Int) -> AsyncStream<CatalogueChange> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: CatalogueChange.self, bufferingPolicy: .bufferingOldest(bound))
    let number = all.withLock { all in
      all.next += 1
      all.listeners[all.next] = Listener(continuation: continuation)
      return all.next
    }
    continuation.onTermination = { [weak self] _ in
      self?.all.withLock { _ = $0.listeners.removeValue(forKey: number) }
    }
    return stream
  }

  /// How often something has changed; progress does not count.
  var version: Int { changeCount.load(ordering: .acquiring) }

  /// Passes `change` on to all; nil to tell those that missed changes so, once they have room again.
  ///
  /// - Parameter isProgress: Whether only the progress of a training has changed.
  func publish(_ change: CatalogueChange?, isProgress: Bool = false) {
    if change != nil, !isProgress { changeCount.add(1, ordering: .releasing) }
    all.withLock { all in for number in all.listeners.keys { all.listeners[number]?.send(change) } }
  }

  /// Ends all streams.
  func finish() {
    let listeners = all.withLock { all in
      defer { all.listeners = [:] }
      return all.listeners.values.map(\.continuation)
    }
    for continuation in listeners { continuation.finish() }
  }
}
