/// A stage's tasks as a team of threads shares them out: each takes the next task as soon as it is free.
public struct Partition: Hashable, Sendable {
  /// The load of each thread.
  public let shares: [Double]
  /// How many tasks there are.
  public let tasks: Int

  /// Divides tasks of these `loads`, in their order, among `threads`.
  public init(_ loads: [Double], threads: Int) {
    var shares = [Double](repeating: 0, count: max(threads, 1))
    for load in loads {
      let least = shares.indices.min { shares[$0] < shares[$1] } ?? 0
      shares[least] += load
    }
    self.shares = shares
    tasks = loads.count
  }

  /// The load of the busiest thread.
  public var largest: Double { shares.max() ?? 0 }
  /// The mean load of a thread.
  public var mean: Double { shares.reduce(0, +) / Double(shares.count) }
  /// ``largest`` over ``mean``, 1 where the division is even; 1 where there is no work.
  public var unevenness: Double { mean > 0 ? largest / mean : 1 }
}
