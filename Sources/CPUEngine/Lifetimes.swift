import Tensors

/// The last read of each value, and the values that share memory.
struct Lifetimes {
  private let storageOf: [Int: Int]
  private let phaseOf: [Int: Int]
  private let lastTimeOf: [Int: Int]

  init(_ live: LiveGraph, schedule: Schedule, layouts: Layouts) {
    let nodes = live.graph.nodes
    var storageOf: [Int: Int] = [:]
    func storage(_ node: Int) -> Int { storageOf[node] ?? node }
    for unit in live.units {
      guard let operation = nodes[unit.root].operation as? any CPUOperation, operation.keepsElements else { continue }
      let operand = unit.inputs[0]
      let isAlike =
        nodes[operand].shape.isBatched
        ? layouts[operand] == layouts[unit.result] || layouts[operand].isCompact && layouts[unit.result].isCompact
        // A parameter's gradient has its own memory.
        : live.outputs[unit.result] == nil
      if isAlike { storageOf[unit.result] = storage(operand) }
    }
    var lastPhase: [Int: Int] = [:]
    var lastTime: [Int: Int] = [:]
    for (index, phase) in schedule.phases.enumerated() {
      for (time, unit) in phase.units.enumerated() {
        for node in unit.inputs + [unit.result] {
          if lastPhase[storage(node)] != index { lastTime[storage(node)] = 0 }
          lastPhase[storage(node)] = index
          lastTime[storage(node)] = max(lastTime[storage(node)] ?? 0, time)
        }
      }
    }
    for result in live.results { lastPhase[storage(result)] = schedule.phases.count }
    self.storageOf = storageOf
    phaseOf = lastPhase
    lastTimeOf = lastTime
  }

  /// The node that owns the memory of `node`: itself, or the operand of a reshape.
  func storage(of node: Int) -> Int { storageOf[node] ?? node }

  /// The last phase that reads `node`; for a result, after the last phase.
  func lastPhase(of node: Int) -> Int? { phaseOf[node] }

  /// The last unit, within its last phase, that reads `node`.
  func lastTime(of node: Int) -> Int { lastTimeOf[node] ?? 0 }
}
