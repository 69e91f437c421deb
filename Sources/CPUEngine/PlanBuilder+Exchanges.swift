import Tensors

// Processes that share a batch: each computes the terms of its samples in every sum over samples. Sums that another
// unit or the caller reads are exchanged before that; gradients that the update alone reads are left to it.
extension PlanBuilder {
  /// The nodes whose values are read: by a unit, as a result, or as a statistic's next value.
  static func readNodes(_ live: LiveGraph) -> Set<Int> {
    let statistics = live.outputs.filter { $1.space == .statistics }.keys
    return Set(live.units.flatMap(\.inputs)).union(live.results).union(statistics)
  }

  /// Exchanges the sums that are waiting, if `units` read one of them.
  func exchangeSums(readBy units: [Unit]) {
    guard !waitingSums.isEmpty, units.contains(where: { $0.inputs.contains(where: waitingSums.contains) }) else {
      return
    }
    append(takeWaitingSums())
  }

  /// The exchanges of the sums that are waiting, which then wait no longer.
  func takeWaitingSums() -> [Exchange] {
    defer { waitingSums = [] }
    return waitingSums.sorted().map { .sums(location($0), count: shape($0).count) }
  }

  /// Notes the sums over samples that `units` have computed.
  func noteSums(of units: [Unit]) {
    guard ranks > 1 else { return }
    for unit in units {
      let root = graph.nodes[unit.root]
      guard root.operation.sumsSamples(inputs: root.inputs.map { shape($0) }, result: root.shape) else { continue }
      if readNodes.contains(unit.result) {
        waitingSums.insert(unit.result)
      } else {
        let start = location(unit.result).offset
        gradientTerms.append(start..<start + shape(unit.result).count)
      }
    }
  }

  /// Exchanges the values of the whole batch at `own` before the blocks of this phase; returns where they will be.
  func exchangingSamples(at own: Location) -> Location {
    let all = shared(capacity * ranks * own.sampleStride)
    exchangesBefore.append(.samples(own: own, stride: own.sampleStride, all: all))
    return all
  }

  /// Exchanges parts after the current stage or blocks, then runs `step`.
  func addAfterExchange(_ parts: PartsExchange, step: @escaping Step) {
    exchangesAfter.append(parts.exchange)
    stepsAfterExchange.append(step)
  }

  /// Adds the phases that exchange values after a stage or blocks.
  func finishExchanges(_ lowered: [LoweredUnit]) {
    guard !exchangesAfter.isEmpty else { return }
    // Sums that wait go with them.
    append(takeWaitingSums() + exchangesAfter)
    append(.blocks(stepsAfterExchange), describeMerging(lowered, blocks: stepsAfterExchange.count))
    (exchangesAfter, stepsAfterExchange) = ([], [])
  }

  /// Adds a phase of `exchanges`.
  func append(_ exchanges: [Exchange]) {
    guard !exchanges.isEmpty else { return }
    append(.exchange(exchanges), describe(exchanges))
  }
}
