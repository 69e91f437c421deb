internal import CMPI
internal import Diagnostics
internal import Synchronization

extension MPICommunicator {
  func gather(_ values: UnsafeMutableBufferPointer<Float>, counts: [Int]) {
    finishStarted()
    state.withLock { gather(values, counts, .spinning, &$0) }
  }

  func startGather(_ values: UnsafeMutableBufferPointer<Float>, counts: [Int]) -> any PendingExchange {
    start(values) { communicator, values in
      communicator.state.withLock { communicator.gather(values, counts, .sleeping, &$0) }
    }
  }

  func startGather(
    _ own: UnsafeBufferPointer<Float>, counts: [Int], into all: UnsafeMutablePointer<Float>
  ) -> any PendingExchange {
    require(counts.count == size && counts[rank] == own.count, "the counts of a gather are not those of its numbers")
    let place = all + counts[..<rank].reduce(0, +)
    if let start = own.baseAddress { place.update(from: start, count: own.count) }
    return startGather(UnsafeMutableBufferPointer(start: all, count: counts.reduce(0, +)), counts: counts)
  }

  private func gather(
    _ values: UnsafeMutableBufferPointer<Float>, _ counts: [Int], _ waiting: Waiting, _ state: inout State
  ) {
    require(counts.count == size && counts.reduce(0, +) == values.count, "the slices are not the values")
    guard let start = values.baseAddress, size > 1 else { return }
    let starts = counts.indices.map { Int32(counts[..<$0].reduce(0, +)) }
    let lengths = counts.map { Int32($0) }
    state.times.calls += 1
    state.times.bytes += (size - 1) * counts[rank] * MemoryLayout<Float>.size
    waitForAll(waiting, &state)
    measure(\.transferring, waiting, &state) {
      call(
        "collect slices", waiting, { $0.start_all_gather(start, lengths, starts, Float.element, &$1) },
        { $0.all_gather(nil, start, lengths, starts, Float.element) })
    }
  }
}

extension MPICommunicator {
  /// Starts an exchange of `values` on the thread of ``PendingExchanges``; a rank alone makes it at once.
  func start<Values>(
    _ values: Values, _ exchange: @escaping @Sendable (MPICommunicator, Values) -> Void
  ) -> any PendingExchange {
    guard size > 1 else {
      exchange(self, values)
      return FinishedExchange()
    }
    nonisolated(unsafe) let values = values
    return StartedExchange(communicator: self, number: pending.start { [self] in exchange(self, values) })
  }
}

/// An exchange that the thread of ``PendingExchanges`` makes.
private struct StartedExchange: PendingExchange {
  let communicator: MPICommunicator
  let number: Int

  func finish() { communicator.finishStarted(number) }
}
