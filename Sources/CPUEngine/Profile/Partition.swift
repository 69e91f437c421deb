import Tensors

/// The assignment of a stage's tasks to threads: each thread starts with its own part, in order, then takes the last
/// tasks of others.
public struct Partition: Hashable, Sendable {
  /// The load of each thread.
  public let shares: [Double]
  /// The number of tasks.
  public let tasks: Int

  /// Creates the partition of tasks with these `loads`, in order, among `threads`.
  public init(_ loads: [Double], threads: Int) {
    let threads = max(threads, 1)
    var shares = [Double](repeating: 0, count: threads)
    var left = (0..<threads).map { loads.count * $0 / threads..<loads.count * ($0 + 1) / threads }
    for _ in loads {
      let free = shares.indices.min { shares[$0] < shares[$1] } ?? 0
      let owner = (0..<threads).map { (free + $0) % threads }.first { !left[$0].isEmpty } ?? free
      if owner == free {
        shares[free] += loads[left[free].lowerBound]
        left[free].removeFirst()
      } else {
        shares[free] += loads[left[owner].upperBound - 1]
        left[owner].removeLast()
      }
    }
    self.shares = shares
    tasks = loads.count
  }

  /// The load of the busiest thread.
  public var largest: Double { shares.max() ?? 0 }
  /// The mean load of the threads.
  public var mean: Double { shares.reduce(0, +) / Double(shares.count) }
  /// ``largest`` over ``mean``; 1 for an even partition or no work.
  public var imbalance: Double { mean > 0 ? largest / mean : 1 }
}
