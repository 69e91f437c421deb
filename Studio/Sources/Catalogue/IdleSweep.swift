import Synchronization

/// Looks again and again for what nobody uses any more, for as long as there is something.
package final class IdleSweep: Sendable {
  private let interval: Duration
  private let isRunning = Mutex(false)

  /// A sweep that looks once in `interval` while it runs.
  package init(every interval: Duration) { self.interval = interval }

  /// Starts the sweep, unless it runs.
  ///
  /// - Parameter sweep: Frees what is not used; returns whether anything is left, which is looked at again later.
  package func start(_ sweep: @escaping @Sendable () async -> Bool) {
    let isFirst = isRunning.withLock { isRunning in
      defer { isRunning = true }
      return !isRunning
    }
    guard isFirst else { return }
    Task { [weak self, interval] in
      repeat {
        try? await Task.sleep(for: interval)
        // What is added from here on starts the sweep again.
        self?.isRunning.withLock { $0 = false }
      } while await sweep() && self?.resume() == true
    }
  }

  /// Whether the sweep continues; false where another one was started meanwhile.
  private func resume() -> Bool {
    isRunning.withLock { isRunning in
      defer { isRunning = true }
      return !isRunning
    }
  }
}
