import Tensors

/// A stage's tasks as a team of threads shares them out: each begins with its part of them, in their order, and takes the
/// last ones of others when it is free.
public struct Partition: Hashable, Sendable {
  /// The load of each thread.
  public let shares: [Double]
  /// How many tasks there are.
  public let tasks: Int

  /// Divides tasks of these `loads`, in their order, among `threads`.
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
  /// The mean load of a thread.
  public var mean: Double { shares.reduce(0, +) / Double(shares.count) }
  /// ``largest`` over ``mean``, 1 where the division is even; 1 where there is no work.
  public var unevenness: Double { mean > 0 ? largest / mean : 1 }
}
