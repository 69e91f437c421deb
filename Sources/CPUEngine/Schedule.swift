import Diagnostics
import Tensors

/// The order of work: consecutive phases, with a meeting of all threads after each.
struct Schedule {
  enum Phase {
    /// Units that need the whole batch, or no samples; their blocks run in parallel.
    case blocks([Unit])
    /// A stage: sample-local units, and sums into accumulators, over tiles.
    case stage([Unit], affinity: TileAffinity)
  }
  let phases: [Phase]

  /// Fills each phase with the units that are ready.
  ///
  /// A stage ends before a unit that needs the whole batch or another tile size. Blocks that no stage needs run
  /// together after the last stage.
  ///
  /// - Parameters:
  ///   - early: The results of blocks that other processes wait for. Each is a phase of its own as soon as its operands are
  ///     there, and a stage ends where they are.
  ///   - awaiting: Those of them that wait for the samples of other processes. The samples move while a stage runs: the first
  ///     such block that is ready waits until another is, or no stage is left.
  init(_ live: LiveGraph, capacity: Int, threads: Int, early: Set<Int> = [], awaiting: Set<Int> = []) {
    let nodes = live.graph.nodes
    var done = Set(nodes.indices.filter { nodes[$0].operation.isLeaf })
    var waiting = live.units
    var phases: [Phase] = []
    func operation(_ unit: Unit) -> any CPUOperation {
      guard let operation = nodes[unit.root].operation as? any CPUOperation else { fatalError("no kernel") }
      return operation
    }
    func placement(_ unit: Unit) -> Placement {
      let (operation, result) = (operation(unit), nodes[unit.root].shape)
      let inputs = nodes[unit.root].inputs.map { nodes[$0].shape }
      if operation.sharesOutSamples(inputs: inputs, result: result, capacity: capacity, threads: threads) {
        return .block
      }
      return operation.placement(inputs: inputs, result: result)
    }
    var urgent: Set<Int> = []
    for unit in live.units.reversed() where placement(unit) != .block || urgent.contains(unit.result) {
      urgent.formUnion(unit.inputs)
    }
    while !waiting.isEmpty {
      let stagesWait = waiting.contains { placement($0) != .block }
      let earlyOnes = waiting.filter { early.contains($0.result) }
      let readyOnes = earlyOnes.filter { $0.inputs.allSatisfy(done.contains) }
      let awaitingOnes = earlyOnes.filter { awaiting.contains($0.result) }
      let mayWait = readyOnes.count == 1 && awaitingOnes.count > 1 && stagesWait
      if let unit = readyOnes.first(where: { !mayWait || !awaiting.contains($0.result) }) {
        phases.append(.blocks([unit]))
        done.insert(unit.result)
        waiting.removeAll { $0.result == unit.result }
        continue
      }
      let ready = waiting.filter {
        placement($0) == .block && (!stagesWait || urgent.contains($0.result)) && $0.inputs.allSatisfy(done.contains)
      }
      if !ready.isEmpty {
        phases.append(.blocks(ready))
        let finished = Set(ready.map(\.result))
        done.formUnion(finished)
        waiting.removeAll { finished.contains($0.result) }
        continue
      }
      var stage: [Unit] = []
      var within: Set<Int> = []
      var affinity: TileAffinity?
      var isEnding = false
      for unit in waiting where placement(unit) != .block {
        // Sums of what the stage has computed still belong to it.
        guard !isEnding || placement(unit) == .accumulated else { continue }
        guard unit.inputs.allSatisfy({ done.contains($0) || within.contains($0) }) else { continue }
        if let wanted = operation(unit).affinity {
          guard affinity ?? wanted == wanted else { continue }
          affinity = wanted
        }
        stage.append(unit)
        if placement(unit) == .tile { within.insert(unit.result) }
        isEnding =
          isEnding
          || waiting.contains { block in
            early.contains(block.result) && block.inputs.contains(unit.result)
              && block.inputs.allSatisfy { done.contains($0) || within.contains($0) }
          }
      }
      require(!stage.isEmpty, "the graph has a cycle")
      let hasPlanes = stage.contains { unit in
        (unit.inputs + [unit.result]).contains { nodes[$0].shape.isBatched && nodes[$0].shape.dimensions.count == 3 }
      }
      phases.append(.stage(stage, affinity: affinity ?? (hasPlanes ? .planes : .matrix)))
      let finished = Set(stage.map(\.result))
      done.formUnion(finished)
      waiting.removeAll { finished.contains($0.result) }
    }
    self.phases = phases
  }
}

extension Schedule.Phase {
  /// The units of the phase, in order.
  var units: [Unit] {
    switch self {
    case .blocks(let units), .stage(let units, _): units
    }
  }
}
