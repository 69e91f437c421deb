import Tensors

/// What a plan exchanges between processes, while it is built.
struct PlannedExchanges {
  /// The nodes whose values are read: by a unit, as a result, or as a statistic's next value.
  let readNodes: Set<Int>
  /// The sums over samples that are to be exchanged before they are read: this process has a term or a slice.
  var waitingSums: Set<Int> = []
  /// The memory of the terms of sums.
  var terms: [Int: Location] = [:]
  /// The gradients that processes divide by outputs.
  let sliced: SlicedGradients
  /// The exchanges of samples that may have started, by node.
  var startedSamples: [Int: SamplesExchange] = [:]
  /// Those that have ended.
  var samplesOfAll: [Int: SamplesExchange] = [:]
  /// The blocks that compute terms or slices of a gradient which are worth an exchange of their own.
  let early: Set<Int>
  /// Those of them that need the samples of all.
  var awaiting: Set<Int> { early.intersection(sliced.weights) }
  /// The parts of the gradient that processes combine.
  var gradient = GradientParts()
  /// Those of them whose exchange no phase starts so far.
  var late = GradientParts()
  /// The exchanges before and after the steps of the current phase.
  var before: [Exchange] = []
  var after: [Exchange] = []
  /// What follows the exchanges after the current phase.
  var stepsAfter: [Step] = []

  init(_ live: LiveGraph, batchSize: Int, ranks: Int) {
    let statistics = live.outputs.filter { $1.space == .statistics }.keys
    let readNodes = Set(live.units.flatMap(\.inputs)).union(live.results).union(statistics)
    let long = live.units.filter { unit in
      ranks > 1 && live.graph.nodes[unit.result].shape.count >= Self.startedFloats
        && !readNodes.contains(unit.result) && live.sumsSamples(unit)
    }
    self.readNodes = readNodes
    early = Set(long.map(\.result))
    sliced = SlicedGradients(live, batch: batchSize)
  }

  /// The floats from which parts of the gradient are exchanged while the processes compute further ones: 1 MB, far more
  /// than what the connection moves in the time of its latency.
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
    return exchanges.waitingSums.sorted().map { node in
      if exchanges.sliced.weights.contains(node) { return .slices(slices(node), location(node).space) }
      guard let terms = exchanges.terms[node] else { fatalError("\(graph.nodes[node].operation.name) has no terms") }
      return .sums(terms: terms, count: shape(node).count, values: location(node))
    }
  }

  /// The slices of a weight gradient that processes divide by outputs.
  private func slices(_ node: Int) -> GradientSlices {
    let size = shape(node).dimensions
    return GradientSlices(start: location(node).offset, rows: size[0], columns: size[1], ranks: ranks)
  }

  /// Notes the sums over samples that `units` have computed.
  func noteSums(of units: [Unit]) {
    guard ranks > 1 else { return }
    for unit in units where live.sumsSamples(unit) && !exchanges.sliced.biases.contains(unit.result) {
      if exchanges.readNodes.contains(unit.result) {
        exchanges.waitingSums.insert(unit.result)
        continue
      }
      var part = GradientParts()
      if exchanges.sliced.weights.contains(unit.result) {
        part.slices = [slices(unit.result)]
      } else {
        guard let terms = exchanges.terms[unit.result] else {
          fatalError("\(graph.nodes[unit.root].operation.name) has no terms")
        }
        // The alignment gap after it holds zeros: with it neighbours join.
        let start = location(unit.result).offset
        part.terms = [
          GradientTerms(range: start..<start + roundUp(shape(unit.result).count), place: terms.offset / 2)
        ]
      }
      exchanges.gradient.append(part)
      exchanges.late.append(part)
    }
  }

  /// Starts the exchange of the samples whose values `units` have computed.
  func startSamples(of units: [Unit]) {
    let nodes = units.map(\.result).filter(exchanges.sliced.samples.contains)
    guard ranks > 1, !nodes.isEmpty else { return }
    let started = nodes.map { samplesExchange(at: location($0)) }
    for (node, exchange) in zip(nodes, started) { exchanges.startedSamples[node] = exchange }
    append(.samples(started), describeStart(started))
  }

  /// Starts the exchange of the long parts of the gradient that are there, except after the last phase: nothing could be
  /// computed meanwhile.
  ///
  /// Slices wait until the last exchange of samples has started, which would have to wait for them.
  func startExchanges(before later: ArraySlice<Schedule.Phase>) {
    guard ranks > 1, !later.isEmpty else { return }
    let needsSamples = later.contains { $0.units.contains { exchanges.sliced.samples.contains($0.result) } }
    let (long, others) = exchanges.late.divided { terms in
      terms.range.count >= PlannedExchanges.startedFloats
    } slices: { slices in
      slices.whole.count >= PlannedExchanges.startedFloats && !needsSamples
    }
    exchanges.late = others
    guard !long.isEmpty else { return }
    append(.gradients(long), describeStart(long))
  }

  /// Exchanges the values of the whole batch at `own` before the blocks of this phase; returns where they will be.
  func exchangingSamples(at own: Location) -> Location {
    let exchange = samplesExchange(at: own)
    exchanges.before.append(.samples(exchange))
    return exchange.all
  }

  /// An exchange of the values at `own`, with room for those of the whole batch.
  func samplesExchange(at own: Location) -> SamplesExchange {
    let all = Location(space: .samples, offset: samplesCount, sampleStride: own.sampleStride)
    samplesCount += roundUp(capacity * ranks * own.sampleStride) + 64
    return SamplesExchange(own: own, all: all)
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
