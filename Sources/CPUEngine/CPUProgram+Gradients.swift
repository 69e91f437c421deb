internal import CKernels
import Clusters
import Tensors

// The gradient of processes that share a batch: each has a term of it, or a slice. Long parts are exchanged while later
// phases run, the others together at the update.
extension CPUProgram {
  /// Starts the exchange of `parts` of the gradient of this run.
  func startExchanges(of parts: GradientParts, at position: RunPosition) {
    guard position.share != nil, communicator.overlapsExchanges else { return }
    let (gradients, terms) = (basesOf(0)[Space.gradients.rawValue], terms.changingDoubles())
    for part in parts.terms {
      startedExchanges.append(
        communicator.startSum(part.terms(of: terms), into: gradients + part.range.lowerBound))
    }
    for slices in parts.slices {
      startedExchanges.append(communicator.startGather(slices.values(of: gradients), counts: slices.counts))
    }
  }

  /// Combines this process's parts of a gradient with those of the others, and waits for exchanges that were started.
  ///
  /// - Parameters:
  ///   - gradient: The gradient, with this process's slices.
  ///   - terms: This process's terms.
  func combine(_ gradient: FlatVector, terms: FlatVector) {
    let values = gradient.changing()
    let parts = startedExchanges.isEmpty ? plan.gradient : plan.lateGradient
    let doubles = terms.changingDoubles()
    sum(parts.terms.map { Sums(terms: $0.terms(of: doubles), values: values + $0.range.lowerBound) })
    for slices in parts.slices where !slices.isPacked {
      communicator.gather(slices.values(of: values), counts: slices.counts)
    }
    gatherPacked(parts.packedSlices, of: values)
    finishStarted()
  }

  /// Writes the terms of a process alone, which are sums, to the gradient.
  func round(_ terms: FlatVector, to gradient: FlatVector) {
    guard !plan.gradient.terms.isEmpty else { return }
    let (values, doubles) = (gradient.changing(), terms.changingDoubles())
    for part in plan.gradient.terms {
      kernels.round_doubles(doubles + part.place, values + part.range.lowerBound, part.range.count)
    }
  }

  /// Waits for the exchanges that were started.
  func finishStarted() {
    for exchange in startedExchanges { exchange.finish() }
    startedExchanges = []
  }

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

extension GradientTerms {
  /// The terms among all `terms`.
  fileprivate func terms(of terms: UnsafeMutablePointer<Double>) -> UnsafeBufferPointer<Double> {
    UnsafeBufferPointer(start: terms + place, count: range.count)
  }
}

extension GradientParts {
  /// The slices that are packed, to be collected together.
  var packedSlices: [GradientSlices] { slices.filter(\.isPacked) }
}

extension GradientSlices {
  /// Whether the slices are too short for a message of their own.
  fileprivate var isPacked: Bool { whole.count < PlannedExchanges.startedFloats }

  /// The length of each slice.
  var counts: [Int] { ranges.map(\.count) }

  /// The slices in `gradient`.
  func values(of gradient: UnsafeMutablePointer<Float>) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: gradient + whole.lowerBound, count: whole.count)
  }
}
