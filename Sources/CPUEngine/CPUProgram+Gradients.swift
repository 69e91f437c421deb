import Clusters
import Tensors

// The gradient of processes that share a batch: each has a term of it, or a slice. Long parts are exchanged while later
// phases run, the others together at the update.
extension CPUProgram {
  /// Starts the exchange of `parts` of the gradient of this run.
  func startExchanges(of parts: GradientParts, at position: RunPosition) {
    guard let share = position.share, communicator.overlapsExchanges else { return }
    let gradients = basesOf(0)[Space.gradients.rawValue]
    for range in parts.terms {
      let terms = UnsafeMutableBufferPointer(start: gradients + range.lowerBound, count: range.count)
      if share.count == 0 { terms.update(repeating: 0) }
      startedExchanges.append(communicator.startSum(terms))
    }
    for slices in parts.slices {
      startedExchanges.append(communicator.startGather(slices.values(of: gradients), counts: slices.counts))
    }
  }

  /// Combines this process's parts of a gradient with those of the others, and waits for exchanges that were started.
  func combine(_ gradient: FlatVector) {
    let values = gradient.changing()
    let parts = unstartedParts
    sum(parts.terms.map { UnsafeMutableBufferPointer(start: values + $0.lowerBound, count: $0.count) })
    for slices in parts.slices where !slices.isPacked {
      communicator.gather(slices.values(of: values), counts: slices.counts)
    }
    gatherPacked(parts.packedSlices, of: values)
    finishStarted()
  }

  /// Waits for the exchanges that were started.
  func finishStarted() {
    for exchange in startedExchanges { exchange.finish() }
    startedExchanges = []
  }

  /// Sets this process's terms of a gradient to those of no samples, except where their sums were started.
  func clearTerms(of gradient: FlatVector) {
    let values = gradient.changing()
    for range in unstartedParts.terms { (values + range.lowerBound).update(repeating: 0, count: range.count) }
  }

  private var unstartedParts: GradientParts { startedExchanges.isEmpty ? plan.gradient : plan.lateGradient }

  /// Collects short slices in one message.
  private func gatherPacked(_ parts: [GradientSlices], of gradient: UnsafeMutablePointer<Float>) {
    guard !parts.isEmpty else { return }
    let counts = (0..<communicator.size).map { rank in parts.reduce(0) { $0 + $1.ranges[rank].count } }
    let packed = UnsafeMutableBufferPointer(start: exchanged.changing(), count: counts.reduce(0, +))
    func eachSlice(_ body: (_ rank: Int, _ slice: Range<Int>, _ place: Int) -> Void) {
      var place = 0
      for rank in counts.indices {
        for slices in parts {
          body(rank, slices.ranges[rank], place)
          place += slices.ranges[rank].count
        }
      }
    }
    eachSlice { rank, slice, place in
      guard rank == communicator.rank else { return }
      (packed.baseAddress! + place).update(from: gradient + slice.lowerBound, count: slice.count)
    }
    communicator.gather(packed, counts: counts)
    eachSlice { rank, slice, place in
      guard rank != communicator.rank else { return }
      (gradient + slice.lowerBound).update(from: packed.baseAddress! + place, count: slice.count)
    }
  }
}

extension GradientParts {
  /// The slices that are packed, to be collected together.
  var packedSlices: [GradientSlices] { slices.filter(\.isPacked) }
}

extension GradientSlices {
  /// Whether the slices are too short for a message of their own.
  fileprivate var isPacked: Bool { whole.count < PlannedExchanges.startedFloats }

  fileprivate var counts: [Int] { ranges.map(\.count) }

  fileprivate func values(of gradient: UnsafeMutablePointer<Float>) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: gradient + whole.lowerBound, count: whole.count)
  }
}
