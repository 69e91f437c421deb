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
    var terms: [UnsafeMutableBufferPointer<Double>] = []
    var parts: [Parts] = []
    for exchange in exchanges {
      switch exchange {
      case .sums(let place, let count, _):
        terms.append(UnsafeMutableBufferPointer(start: context.doubles(place), count: count))
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
    collect(parts, with: terms)
    for exchange in exchanges { round(exchange, context) }
    collectSamples(exchanges, of: share, context)
  }

  /// Rounds sums to single precision.
  private func round(_ exchange: Exchange, _ context: RunContext) {
    guard case .sums(let terms, let count, let values) = exchange else { return }
    kernels.round_doubles(context.doubles(terms), context.pointer(values), count)
  }

  /// Collects the values of the samples of all processes.
  private func collectSamples(_ exchanges: [Exchange], of share: BatchShare, _ context: RunContext) {
    var areWritten = false
    for case .samples(let own, let stride, let all) in exchanges {
      let (own, all) = (context.pointer(own), context.pointer(all))
      if samples.isShared {
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

  /// Collects parts, and replaces terms by sums over all processes: in one message where both are short.
  private func collect(_ parts: [Parts], with terms: [UnsafeMutableBufferPointer<Double>]) {
    guard !parts.isEmpty else { return sum(terms) }
    let pieces = terms + parts.map(\.own)
    let length = pieces.reduce(0) { $0 + $1.count }
    let size = communicator.size
    guard length * size <= Self.collectedDoubles else {
      sum(terms)
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
      for term in terms {
        for place in term.indices {
          // In the order of ranks, as every sum.
          term[place] = (1..<size).reduce(all[start + place]) { $0 + all[$1 * length + start + place] }
        }
        start += term.count
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

  private func pack(_ pieces: [UnsafeMutableBufferPointer<Double>], into packed: UnsafeMutableBufferPointer<Double>) {
    var start = 0
    for piece in pieces {
      _ = UnsafeMutableBufferPointer(rebasing: packed[start...]).update(from: piece)
      start += piece.count
    }
  }

  /// Replaces the terms of this process by sums over all processes, in one call of the communicator.
  func sum(_ terms: [UnsafeMutableBufferPointer<Double>]) {
    guard !terms.isEmpty else { return }
    guard terms.count > 1 else { return communicator.sum(terms[0]) }
    let packed = UnsafeMutableBufferPointer(
      start: exchanged.changingDoubles(), count: terms.reduce(0) { $0 + $1.count })
    require(2 * packed.count <= exchanged.count, "no memory for \(packed.count) terms")
    pack(terms, into: packed)
    communicator.sum(packed)
    var start = 0
    for term in terms {
      _ = term.update(from: packed[start..<start + term.count])
      start += term.count
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
    case .sums: round(exchange, context)
    case .slices: break
    case .parts(let own, let count, let all):
      context.doubles(all).update(from: context.doubles(own), count: count)
      (context.doubles(all) + count).update(repeating: 0, count: count * (communicator.size - 1))
    case .samples(let own, let stride, let all):
      context.pointer(all).update(from: context.pointer(own), count: stride * sampleCount)
    }
  }
}

extension Plan {
  /// The maximum number of floats that are packed for one call of the communicator.
  var exchangedCount: Int {
    let sums = phases.map { phase -> Int in
      guard case .exchange(let exchanges) = phase else { return 0 }
      return exchanges.reduce(0) { total, exchange in
        if case .sums(_, let count, _) = exchange { total + 2 * count } else { total }
      }
    }
    let terms = [gradient, lateGradient].map { 2 * $0.terms.reduce(0) { $0 + $1.range.count } }
    let slices = gradient.packedSlices.reduce(0) { $0 + $1.whole.count }
    return (sums + terms + [slices]).max() ?? 0
  }
}
