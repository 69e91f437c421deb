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
    let sums = exchanges.compactMap { exchange -> UnsafeMutableBufferPointer<Float>? in
      guard case .sums(let location, let count) = exchange else { return nil }
      return UnsafeMutableBufferPointer(start: context.pointer(location), count: count)
    }
    // Without samples there are no terms: kernels may not have written them.
    if share.count == 0 { for terms in sums { terms.update(repeating: 0) } }
    let parts = exchanges.compactMap { exchange -> Parts? in
      guard case .parts(let own, let count, let all) = exchange else { return nil }
      return Parts(
        own: UnsafeMutableBufferPointer(start: context.pointer(own), count: count),
        all: UnsafeMutableBufferPointer(start: context.pointer(all), count: count * communicator.size))
    }
    collect(parts, with: sums)
    collectSamples(exchanges, of: share, context)
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
    let own: UnsafeMutableBufferPointer<Float>
    let all: UnsafeMutableBufferPointer<Float>
  }

  /// Collects parts, and replaces terms by sums over all processes: in one message where both are short.
  private func collect(_ parts: [Parts], with terms: [UnsafeMutableBufferPointer<Float>]) {
    guard !parts.isEmpty else { return sum(terms) }
    let pieces = terms + parts.map(\.own)
    let length = pieces.reduce(0) { $0 + $1.count }
    let size = communicator.size
    guard length * size <= Self.collectedFloats else {
      sum(terms)
      for part in parts {
        gather(part.own, counts: Array(repeating: part.own.count, count: size), into: part.all)
      }
      return
    }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: length * (size + 1)) { memory in
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

  /// The floats of all processes up to which terms and parts go in one message.
  private static let collectedFloats = 1 << 14

  private func pack(_ pieces: [UnsafeMutableBufferPointer<Float>], into packed: UnsafeMutableBufferPointer<Float>) {
    var start = 0
    for piece in pieces {
      _ = UnsafeMutableBufferPointer(rebasing: packed[start...]).update(from: piece)
      start += piece.count
    }
  }

  /// Replaces the terms of this process by sums over all processes, in one call of the communicator.
  func sum(_ terms: [UnsafeMutableBufferPointer<Float>]) {
    guard !terms.isEmpty else { return }
    guard terms.count > 1 else { return communicator.sum(terms[0]) }
    let packed = UnsafeMutableBufferPointer(start: exchanged.changing(), count: terms.reduce(0) { $0 + $1.count })
    require(packed.count <= exchanged.count, "no memory for \(packed.count) terms")
    pack(terms, into: packed)
    communicator.sum(packed)
    var start = 0
    for term in terms {
      _ = term.update(from: packed[start..<start + term.count])
      start += term.count
    }
  }

  private func gather(
    _ own: UnsafeMutableBufferPointer<Float>, counts: [Int], into all: UnsafeMutableBufferPointer<Float>
  ) {
    communicator.gather(
      UnsafeRawBufferPointer(own), byteCounts: counts.map { $0 * MemoryLayout<Float>.size },
      into: UnsafeMutableRawBufferPointer(all))
  }

  /// Leaves what an exchange would leave if this process alone had samples.
  private func complete(_ exchange: Exchange, _ context: RunContext) {
    switch exchange {
    case .sums: break
    case .parts(let own, let count, let all):
      context.pointer(all).update(from: context.pointer(own), count: count)
      (context.pointer(all) + count).update(repeating: 0, count: count * (communicator.size - 1))
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
        if case .sums(_, let count) = exchange { total + count } else { total }
      }
    }
    let terms = [gradient, lateGradient].map { $0.terms.count > 1 ? $0.terms.reduce(0) { $0 + $1.count } : 0 }
    let slices = gradient.packedSlices.reduce(0) { $0 + $1.whole.count }
    return (sums + terms + [slices]).max() ?? 0
  }
}
