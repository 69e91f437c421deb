import Tensors

/// What a plan exchanges between processes, while it is built.
struct PlannedExchanges {
  /// The nodes whose values are read: by a unit, as a result, or as a statistic's next value.
  let readNodes: Set<Int>
  /// The sums over samples of which this process has a term, to be exchanged before they are read.
  var waitingSums: Set<Int> = []
  /// The blocks that compute terms of a gradient which are worth a sum of their own.
  let earlyTerms: Set<Int>
  /// The ranges of the gradient of which this process has a term.
  var gradientTerms: [Range<Int>] = []
  /// Those of them whose sums no phase starts so far.
  var lateTerms: [Range<Int>] = []
  /// The exchanges before and after the steps of the current phase.
  var before: [Exchange] = []
  var after: [Exchange] = []
  /// What follows the exchanges after the current phase.
  var stepsAfter: [Step] = []

  init(_ live: LiveGraph, ranks: Int) {
    let statistics = live.outputs.filter { $1.space == .statistics }.keys
    let readNodes = Set(live.units.flatMap(\.inputs)).union(live.results).union(statistics)
    let terms = live.units.filter { unit in
      ranks > 1 && live.graph.nodes[unit.result].shape.count >= Self.startedFloats
        && !readNodes.contains(unit.result) && live.sumsSamples(unit)
    }
    self.readNodes = readNodes
    earlyTerms = Set(terms.map(\.result))
  }

  /// The floats from which terms are summed while the processes compute further ones: 1 MB, far more than what the
  /// connection moves in the time of its latency.
  static let startedFloats = 1 << 18
}

extension LiveGraph {
  /// Whether the value of `unit` is a sum over samples: each process that shares a batch has a term.
  fileprivate func sumsSamples(_ unit: Unit) -> Bool {
    let root = graph.nodes[unit.root]
    return root.operation.sumsSamples(inputs: root.inputs.map { graph.nodes[$0].shape }, result: root.shape)
  }
}

// Processes that share a batch: each computes the terms of its samples in every sum over samples. Sums that another
// unit or the caller reads are exchanged before that; gradients that the update alone reads are left to it.
extension PlanBuilder {
  /// Exchanges the sums that are waiting, if `units` read one of them.
  func exchangeSums(readBy units: [Unit]) {
    guard !exchanges.waitingSums.isEmpty,
      units.contains(where: { $0.inputs.contains(where: exchanges.waitingSums.contains) })
    else {
      return
    }
    append(takeWaitingSums())
  }

  /// The exchanges of the sums that are waiting, which then wait no longer.
  func takeWaitingSums() -> [Exchange] {
    defer { exchanges.waitingSums = [] }
    return exchanges.waitingSums.sorted().map { .sums(location($0), count: shape($0).count) }
  }

  /// Notes the sums over samples that `units` have computed.
  func noteSums(of units: [Unit]) {
    guard ranks > 1 else { return }
    for unit in units where live.sumsSamples(unit) {
      if exchanges.readNodes.contains(unit.result) {
        exchanges.waitingSums.insert(unit.result)
      } else {
        let start = location(unit.result).offset
        // The alignment gap after it holds zeros: with it neighbours join, and need no copy before they are sent.
        let terms = start..<start + roundUp(shape(unit.result).count)
        exchanges.gradientTerms.append(terms)
        exchanges.lateTerms.append(terms)
      }
    }
  }

  /// Starts the sums of the long ranges of the gradient whose terms are there, except after the last phase: nothing could
  /// be computed meanwhile.
  func startSums(isLast: Bool) {
    guard ranks > 1, !isLast else { return }
    let ranges = exchanges.lateTerms.joinedNeighbours()
    let long = ranges.filter { $0.count >= PlannedExchanges.startedFloats }
    guard !long.isEmpty else { return }
    exchanges.lateTerms = ranges.filter { !long.contains($0) }
    append(.gradients(long), describeStart(long))
  }

  /// Exchanges the values of the whole batch at `own` before the blocks of this phase; returns where they will be.
  func exchangingSamples(at own: Location) -> Location {
    let all = shared(capacity * ranks * own.sampleStride)
    exchanges.before.append(.samples(own: own, stride: own.sampleStride, all: all))
    return all
  }

  /// Exchanges parts after the current stage or blocks, then runs `step`.
  func addAfterExchange(_ parts: PartsExchange, step: @escaping Step) {
    exchanges.after.append(parts.exchange)
    exchanges.stepsAfter.append(step)
  }

  /// Adds the phases that exchange values after a stage or blocks.
  func finishExchanges(_ lowered: [LoweredUnit]) {
    guard !exchanges.after.isEmpty else { return }
    // Sums that wait go with them.
    append(takeWaitingSums() + exchanges.after)
    append(.blocks(exchanges.stepsAfter), describeMerging(lowered, blocks: exchanges.stepsAfter.count))
    (exchanges.after, exchanges.stepsAfter) = ([], [])
  }

  /// Adds a phase of exchanges.
  func append(_ list: [Exchange]) {
    guard !list.isEmpty else { return }
    append(.exchange(list), describe(list))
  }
}
