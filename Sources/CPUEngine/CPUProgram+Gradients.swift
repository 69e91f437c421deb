import Clusters
import Tensors

// The gradient of processes that share a batch: each has a term of it. Long ranges are summed while later phases run, the
// others together at the update.
extension CPUProgram {
  /// Starts the sums of the terms in `ranges` of the gradient of this run.
  func startSums(of ranges: [Range<Int>], at position: RunPosition) {
    guard let share = position.share, communicator.overlapsSums else { return }
    for terms in terms(in: ranges, of: basesOf(0)[Space.gradients.rawValue]) {
      if share.count == 0 { terms.update(repeating: 0) }
      startedSums.append(communicator.startSum(terms))
    }
  }

  /// Combines the terms of a gradient with those of the other processes, and waits for sums that were started.
  func sumTerms(of gradients: FlatVector) {
    sum(unsummedTerms(of: gradients))
    finishSums()
  }

  /// Waits for the sums that were started.
  func finishSums() {
    for sum in startedSums { sum.finish() }
    startedSums = []
  }

  /// Sets this process's terms of a gradient to those of no samples, except where their sums were started.
  func clearTerms(of gradients: FlatVector) {
    for terms in unsummedTerms(of: gradients) { terms.update(repeating: 0) }
  }

  private func unsummedTerms(of gradients: FlatVector) -> [UnsafeMutableBufferPointer<Float>] {
    terms(in: startedSums.isEmpty ? plan.gradientTerms : plan.lateTerms, of: gradients.changing())
  }

  private func terms(
    in ranges: [Range<Int>], of gradients: UnsafeMutablePointer<Float>
  ) -> [UnsafeMutableBufferPointer<Float>] {
    ranges.map { UnsafeMutableBufferPointer(start: gradients + $0.lowerBound, count: $0.count) }
  }
}
