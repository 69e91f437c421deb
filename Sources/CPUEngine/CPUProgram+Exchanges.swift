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
    sum(sums)
    for exchange in exchanges {
      switch exchange {
      case .sums: break
      case .parts(let own, let count, _, let all):
        gather(context.pointer(own), counts: share.counts.map { _ in count }, share, into: context.pointer(all))
      case .samples(let own, let stride, let all):
        gather(context.pointer(own), counts: share.counts.map { $0 * stride }, share, into: context.pointer(all))
      }
    }
  }

  /// Replaces the terms of this process by sums over all processes, in one call of the communicator.
  private func sum(_ terms: [UnsafeMutableBufferPointer<Float>]) {
    guard !terms.isEmpty else { return }
    guard terms.count > 1 else { return communicator.sum(terms[0]) }
    let packed = UnsafeMutableBufferPointer(start: exchanged.changing(), count: terms.reduce(0) { $0 + $1.count })
    require(packed.count <= exchanged.count, "no memory for \(packed.count) terms")
    var start = 0
    for term in terms {
      _ = UnsafeMutableBufferPointer(rebasing: packed[start...]).update(from: term)
      start += term.count
    }
    communicator.sum(packed)
    start = 0
    for term in terms {
      _ = term.update(from: packed[start..<start + term.count])
      start += term.count
    }
  }

  /// Combines the terms of a gradient with those of the other processes.
  func sumTerms(of gradients: FlatVector) { sum(terms(of: gradients)) }

  /// Sets this process's terms of a gradient to those of no samples.
  func clearTerms(of gradients: FlatVector) {
    for terms in terms(of: gradients) { terms.update(repeating: 0) }
  }

  private func terms(of gradients: FlatVector) -> [UnsafeMutableBufferPointer<Float>] {
    let start = gradients.changing()
    return plan.gradientTerms.map { UnsafeMutableBufferPointer(start: start + $0.lowerBound, count: $0.count) }
  }

  private func gather(
    _ own: UnsafePointer<Float>, counts: [Int], _ share: BatchShare, into all: UnsafeMutablePointer<Float>
  ) {
    communicator.gather(
      UnsafeRawBufferPointer(UnsafeBufferPointer(start: own, count: counts[share.rank])),
      byteCounts: counts.map { $0 * MemoryLayout<Float>.size },
      into: UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: all, count: counts.reduce(0, +))))
  }

  /// Leaves what an exchange would leave if this process alone had samples.
  private func complete(_ exchange: Exchange, _ context: RunContext) {
    switch exchange {
    case .sums: break
    case .parts(let own, let count, let stride, let all):
      context.pointer(all).update(from: context.pointer(own), count: count)
      (context.pointer(all) + stride).update(repeating: 0, count: stride * (communicator.size - 1))
    case .samples(let own, let stride, let all):
      context.pointer(all).update(from: context.pointer(own), count: stride * sampleCount)
    }
  }
}

extension Plan {
  /// The maximum number of floats that are summed over processes in one call.
  var exchangedCount: Int {
    let sums = phases.map { phase -> Int in
      guard case .exchange(let exchanges) = phase else { return 0 }
      return exchanges.reduce(0) { total, exchange in
        if case .sums(_, let count) = exchange { total + count } else { total }
      }
    }
    return max(sums.max() ?? 0, gradientTerms.count > 1 ? gradientTerms.reduce(0) { $0 + $1.count } : 0)
  }
}

extension [Range<Int>] {
  /// The ranges in order, neighbours joined.
  func joinedNeighbours() -> [Range<Int>] {
    var joined: [Range<Int>] = []
    for range in sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = joined.last, last.upperBound == range.lowerBound {
        joined[joined.count - 1] = last.lowerBound..<range.upperBound
      } else {
        joined.append(range)
      }
    }
    return joined
  }
}
