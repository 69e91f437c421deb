internal import Synchronization

/// What a started exchange did, and when.
struct BackgroundWork: Sendable {
  let kind: any WritableKeyPath<CommunicationTimes, Double> & Sendable
  let start: ContinuousClock.Instant
  let end: ContinuousClock.Instant

  /// The seconds of it within `range`.
  func part(in range: Range<ContinuousClock.Instant>) -> Double {
    max(0, seconds(min(end, range.upperBound) - max(start, range.lowerBound)))
  }
}

extension MPICommunicator {
  /// Whether there are several hosts.
  ///
  /// The exchanges of one host move through its memory, which takes the processors' time.
  var overlapsExchanges: Bool { size > localSize }

  /// Waits for exchanges that were started: for all, or up to the one with this number.
  func finishStarted(_ number: Int? = nil) {
    guard pending.isUnfinished(number) else { return }
    let start = ContinuousClock.now
    if let number { pending.finish(number) } else { pending.finishAll() }
    let end = ContinuousClock.now
    state.withLock { $0.settleBackground(waited: start..<end) }
  }

  /// Does `work` and notes its time: that of a started exchange counts as far as a thread waits for it.
  func measure(
    _ kind: any WritableKeyPath<CommunicationTimes, Double> & Sendable, _ waiting: Waiting, _ state: inout State,
    _ work: () -> Void
  ) {
    let start = ContinuousClock.now
    work()
    let end = ContinuousClock.now
    switch waiting {
    case .spinning: state.times[keyPath: kind] += seconds(end - start)
    case .sleeping: state.background.append(BackgroundWork(kind: kind, start: start, end: end))
    }
  }

  /// The same for a short message: what it takes beyond the fastest is waiting.
  func measureShort(_ waiting: Waiting, _ state: inout State, _ work: () -> Void) {
    guard waiting == .spinning else { return measure(\.transferring, waiting, &state, work) }
    let taken = seconds(work)
    state.fastest = min(state.fastest, taken)
    state.times.transferring += state.fastest
    state.times.waiting += taken - state.fastest
  }
}

extension MPICommunicator.State {
  /// Counts what started exchanges did: while a thread waited for them by its kind, else as overlapped.
  mutating func settleBackground(waited: Range<ContinuousClock.Instant>?) {
    var unknown = waited.map { seconds($0.upperBound - $0.lowerBound) } ?? 0
    for work in background {
      let part = waited.map(work.part) ?? 0
      times[keyPath: work.kind] += part
      times.overlapped += seconds(work.end - work.start) - part
      unknown -= part
    }
    times.transferring += max(0, unknown)
    background.removeAll(keepingCapacity: true)
  }
}
