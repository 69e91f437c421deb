/// Values that processes that share a batch combine between two phases.
enum Exchange {
  /// Each process has terms of `count` sums, in double precision; afterwards each has the sums at `values`.
  case sums(terms: Location, count: Int, values: Location)
  /// Each process has a slice of the values; afterwards each has all.
  case slices(GradientSlices, Space)
  /// Each process has `count` numbers in double precision at `own`; afterwards each has those of all, by rank.
  case parts(own: Location, count: Int, all: Location)
  /// Each process has the values of its samples; afterwards each has those of the whole batch.
  case samples(SamplesExchange)

  /// About the bytes that a process receives of a batch of `capacity` samples of its own.
  func bytes(ranks: Int, capacity: Int) -> Int {
    switch self {
    case .sums(_, let count, _): 8 * count
    case .slices(let slices, _): 4 * slices.whole.count
    case .parts(_, let count, _): 8 * count * ranks
    case .samples(let samples): samples.bytes(ranks: ranks, capacity: capacity)
    }
  }
}

/// An exchange of the values of samples.
struct SamplesExchange {
  /// The values of the samples of this process, without gaps between them.
  let own: Location
  /// Room for those of the whole batch, in order.
  let all: Location

  /// The floats of a sample.
  var stride: Int { own.sampleStride }

  /// About the bytes that a process receives of a batch of `capacity` samples of its own.
  func bytes(ranks: Int, capacity: Int) -> Int { 4 * stride * capacity * ranks }
}

/// Memory for as many numbers in double precision from each process.
struct PartsExchange {
  /// The numbers of this process.
  let own: Location
  /// The numbers of all processes, by rank.
  let parts: Location
  /// How many each process has.
  let doubles: Int
  /// The number of processes.
  let ranks: Int

  /// Makes room for `doubles` numbers of each process.
  init(doubles: Int, into plan: PlanBuilder) {
    (self.doubles, ranks) = (doubles, plan.ranks)
    own = plan.shared(2 * doubles)
    parts = plan.shared(2 * doubles * plan.ranks)
  }

  var exchange: Exchange { .parts(own: own, count: doubles, all: parts) }
}
