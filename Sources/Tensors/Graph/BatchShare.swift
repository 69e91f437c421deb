/// The samples of a batch that one of several processes computes: consecutive, in the order of ranks.
public struct BatchShare: Hashable, Sendable {
  /// The number of samples of each process, by rank.
  public let counts: [Int]
  /// The rank of this process, from 0.
  public let rank: Int
  /// The position of this process's first sample in the batch.
  public let first: Int
  /// The number of samples of the batch.
  public let total: Int

  /// Creates the share of process `rank` of a batch of which process r computes `counts[r]` samples.
  public init(counts: [Int], rank: Int) {
    (self.counts, self.rank) = (counts, rank)
    first = counts[..<rank].reduce(0, +)
    total = counts.reduce(0, +)
  }

  /// The number of samples of this process, 0 or more.
  public var count: Int { counts[rank] }
  /// The positions of this process's samples in the batch.
  public var range: Range<Int> { first..<first + count }
  /// Whether this is the first process with samples.
  package var isFirstWithSamples: Bool { first == 0 && count > 0 }
}

extension Operation {
  /// Whether the result is a sum over samples: each process that shares a batch computes a term.
  package func sumsSamples(inputs: [Shape], result: Shape) -> Bool {
    !result.isBatched && inputs.contains(where: \.isBatched) && !needsWholeBatch
  }
}
