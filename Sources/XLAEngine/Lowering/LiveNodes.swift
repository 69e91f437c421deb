import Tensors

/// The part of a program's graph that its results, gradients and statistics need.
struct LiveNodes {
  /// The nodes, operands first.
  let nodes: [Int]
  /// The inputs among them, each name once.
  let inputs: [Input]
  /// The numbers of a step among them, each once.
  let stepNumbers: [StepNumber]
  /// The masks of a batch's samples among them, each fraction once.
  let lifetimeMasks: [LifetimeMask]
  /// Whether samples have random draws.
  let hasDraws: Bool

  init(_ program: Program) {
    let graph = program.graph
    let wanted =
      program.resultNodes.map(\.id) + program.gradients.compactMap { $0?.id } + program.statistics.compactMap { $0?.id }
    var isLive = [Bool](repeating: false, count: graph.nodes.count)
    for id in wanted { isLive[id] = true }
    for id in graph.nodes.indices.reversed() where isLive[id] {
      for input in graph.nodes[id].inputs { isLive[input] = true }
    }
    nodes = graph.nodes.indices.filter { isLive[$0] }
    // Equal operations are one node, so each name and each number is there once.
    let operations = nodes.map { graph.nodes[$0].operation }
    inputs = operations.compactMap { $0 as? Input }
    stepNumbers = operations.compactMap { $0 as? StepNumber }
    lifetimeMasks = operations.compactMap { $0 as? LifetimeMask }.reduce(into: []) { masks, mask in
      if !masks.contains(mask) { masks.append(mask) }
    }
    hasDraws = operations.contains { ($0 as? RandomDraw)?.shape.isBatched == true }
  }

  /// How many of the nodes read each node of the graph.
  func readerCounts(in graph: Graph) -> [Int] {
    var counts = [Int](repeating: 0, count: graph.nodes.count)
    for input in nodes.flatMap({ graph.nodes[$0].inputs }) { counts[input] += 1 }
    return counts
  }
}

extension StepNumber {
  /// Whether the value depends on the step, not only on the size of the batch.
  var isRamp: Bool {
    if case .ramp = kind { true } else { false }
  }
}
