/// Values that processes that share a batch combine between two phases.
enum Exchange {
  /// Each process has a term of `count` sums; afterwards each has the sums.
  case sums(Location, count: Int)
  /// Each process has `count` floats at `own`; afterwards each has those of all, by rank.
  case parts(own: Location, count: Int, all: Location)
  /// Each process has `stride` floats for each of its samples; afterwards each has those of the whole batch, in order.
  case samples(own: Location, stride: Int, all: Location)

  /// About the bytes that a process receives of a batch of `capacity` samples of its own.
  func bytes(ranks: Int, capacity: Int) -> Int {
    switch self {
    case .sums(_, let count): 4 * count
    case .parts(_, let count, _): 4 * count * ranks
    case .samples(_, let stride, _): 4 * stride * capacity * ranks
    }
  }
}

/// Memory for the same number of floats from each process.
struct PartsExchange {
  /// The floats of this process.
  let own: Location
  /// The floats of all processes, by rank.
  let parts: Location
  /// The floats of each process.
  let floats: Int
  /// The number of processes.
  let ranks: Int

  /// Makes room for `floats` floats of each process.
  init(floats: Int, into plan: PlanBuilder) {
    (self.floats, ranks) = (floats, plan.ranks)
    own = plan.shared(floats)
    parts = plan.shared(floats * plan.ranks)
  }

  var exchange: Exchange { .parts(own: own, count: floats, all: parts) }
}
