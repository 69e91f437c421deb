internal import CKernels
import Clusters
import Diagnostics
import Tensors

extension CPUProgram {
  /// Combines values with the other processes that share the batch; without any, this process's are all.
  func exchange(_ exchanges: [Exchange], at position: RunPosition) {
    let context = RunContext(bases: bases, feeds: [:])
    guard let share = position.share else {
      for exchange in exchanges { complete(exchange, context) }
      return
    }
    var sums: [Sums] = []
    var parts: [Parts] = []
    for exchange in exchanges {
      switch exchange {
      case .sums(let place, let count, let values):
        sums.append(
          Sums(
            terms: UnsafeBufferPointer(start: context.doubles(place), count: count),
            values: context.pointer(values)))
      case .slices(let slices, let space):
        communicator.gather(slices.values(of: bases[space.rawValue]), counts: slices.counts)
      case .parts(let own, let count, let all):
        parts.append(
          Parts(
            own: UnsafeMutableBufferPointer(start: context.doubles(own), count: count),
            all: UnsafeMutableBufferPointer(start: context.doubles(all), count: count * communicator.size)))
      case .samples: break
      }
    }
    collect(parts, with: sums)
    collectSamples(exchanges, of: share, context)
  }

  /// Starts exchanges of samples of this run.
  func startExchanges(of samples: [SamplesExchange], at position: RunPosition) {
    guard let share = position.share, communicator.overlapsExchanges else { return }
    let context = RunContext(bases: bases, feeds: [:])
    for exchange in samples {
      let counts = share.counts.map { $0 * exchange.stride }
      let own = UnsafeBufferPointer(start: context.pointer(exchange.own), count: counts[share.rank])
      startedSamples[exchange.all.offset] = communicator.startGather(
        own, counts: counts, into: context.pointer(exchange.all))
    }
  }

  /// Collects the values of the samples of all processes.
  private func collectSamples(_ exchanges: [Exchange], of share: BatchShare, _ context: RunContext) {
    var areWritten = false
    for case .samples(let exchange) in exchanges {
      let (own, all, stride) = (context.pointer(exchange.own), context.pointer(exchange.all), exchange.stride)
      if let started = startedSamples.removeValue(forKey: exchange.all.offset) {
        started.finish()
      } else if samples.isShared {
        (all + share.first * stride).update(from: own, count: share.count * stride)
        areWritten = true
      } else {
        let counts = share.counts.map { $0 * stride }
        gather(
          UnsafeMutableBufferPointer(start: own, count: counts[share.rank]), counts: counts,
          into: UnsafeMutableBufferPointer(start: all, count: counts.reduce(0, +)))
      }
    }
    if areWritten { communicator.barrier() }
  }

  /// The part of this process, and room for those of all.
  private struct Parts {
    let own: UnsafeMutableBufferPointer<Double>
    let all: UnsafeMutableBufferPointer<Double>
  }

  /// Collects parts, and writes sums over all processes: in one message where both are short.
  private func collect(_ parts: [Parts], with sums: [Sums]) {
    guard !parts.isEmpty else { return sum(sums) }
    let pieces = sums.map(\.terms) + parts.map { UnsafeBufferPointer($0.own) }
    let length = pieces.reduce(0) { $0 + $1.count }
    let size = communicator.size
    guard length * size <= Self.collectedDoubles else {
      sum(sums)
      for part in parts {
        gather(part.own, counts: Array(repeating: part.own.count, count: size), into: part.all)
      }
      return
    }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: length * (size + 1)) { memory in
      let own = UnsafeMutableBufferPointer(rebasing: memory[..<length])
      let all = UnsafeMutableBufferPointer(rebasing: memory[length...])
      pack(pieces, into: own)
      gather(own, counts: Array(repeating: length, count: size), into: all)
      var start = 0
      for sum in sums {
        for place in sum.terms.indices {
          // In the order of ranks, as every sum.
          sum.values[place] = Float((1..<size).reduce(all[start + place]) { $0 + all[$1 * length + start + place] })
        }
        start += sum.terms.count
      }
      for part in parts {
        for rank in 0..<size {
          let from = rank * length + start
          _ = UnsafeMutableBufferPointer(rebasing: part.all[(rank * part.own.count)...]).update(
            from: all[from..<from + part.own.count])
        }
        start += part.own.count
      }
    }
  }

  /// The numbers of all processes up to which terms and parts go in one message.
  private static let collectedDoubles = 1 << 13

  private func pack(_ pieces: [UnsafeBufferPointer<Double>], into packed: UnsafeMutableBufferPointer<Double>) {
    var start = 0
    for piece in pieces {
      _ = UnsafeMutableBufferPointer(rebasing: packed[start...]).update(from: piece)
      start += piece.count
    }
  }

  /// Terms of this process, and the memory of the sums over all processes.
  struct Sums {
    let terms: UnsafeBufferPointer<Double>
    let values: UnsafeMutablePointer<Float>
  }

  /// Writes sums over all processes, in one call of the communicator.
  func sum(_ sums: [Sums]) {
    guard !sums.isEmpty else { return }
    guard sums.count > 1 else { return communicator.sum(sums[0].terms, into: sums[0].values) }
    let sums = sums.sorted { $0.terms.baseAddress! < $1.terms.baseAddress! }
    let count = sums.reduce(0) { $0 + $1.terms.count }
    require(Plan.packedFloats(terms: count) <= exchanged.count, "no memory for \(count) terms")
    let values = exchanged.changing() + 2 * count
    if zip(sums, sums.dropFirst()).allSatisfy({ $0.terms.baseAddress! + $0.terms.count == $1.terms.baseAddress! }) {
      communicator.sum(UnsafeBufferPointer(start: sums[0].terms.baseAddress, count: count), into: values)
    } else {
      let packed = UnsafeMutableBufferPointer(start: exchanged.changingDoubles(), count: count)
      pack(sums.map(\.terms), into: packed)
      communicator.sum(UnsafeBufferPointer(packed), into: values)
    }
    var start = 0
    for sum in sums {
      sum.values.update(from: values + start, count: sum.terms.count)
      start += sum.terms.count
    }
  }

  private func gather<Number>(
    _ own: UnsafeMutableBufferPointer<Number>, counts: [Int], into all: UnsafeMutableBufferPointer<Number>
  ) {
    communicator.gather(
      UnsafeRawBufferPointer(own), byteCounts: counts.map { $0 * MemoryLayout<Number>.size },
      into: UnsafeMutableRawBufferPointer(all))
  }

  /// Leaves what an exchange would leave if this process alone had samples.
  private func complete(_ exchange: Exchange, _ context: RunContext) {
    switch exchange {
    case .sums(let terms, let count, let values):
      kernels.round_doubles(context.doubles(terms), context.pointer(values), count)
    case .slices: break
    case .parts(let own, let count, let all):
      context.doubles(all).update(from: context.doubles(own), count: count)
      (context.doubles(all) + count).update(repeating: 0, count: count * (communicator.size - 1))
    case .samples(let samples):
      context.pointer(samples.all).update(from: context.pointer(samples.own), count: samples.stride * sampleCount)
    }
  }
}

extension Plan {
  /// The floats of `count` packed terms and their sums.
  fileprivate static func packedFloats(terms count: Int) -> Int { 3 * count }

  /// The maximum number of floats that are packed for one call of the communicator.
  var exchangedCount: Int {
    let sums = phases.map { phase -> Int in
      guard case .exchange(let exchanges) = phase else { return 0 }
      return exchanges.reduce(0) { total, exchange in
        if case .sums(_, let count, _) = exchange { total + Self.packedFloats(terms: count) } else { total }
      }
    }
    let terms = [gradient, lateGradient].map { parts in
      Self.packedFloats(terms: parts.terms.reduce(0) { $0 + $1.range.count })
    }
    let slices = gradient.packedSlices.reduce(0) { $0 + $1.whole.count }
    return (sums + terms + [slices]).max() ?? 0
  }
}
