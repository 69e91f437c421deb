import Tensors

/// The part of a program's graph that its results need.
struct LiveNodes {
  /// The nodes, operands first.
  let nodes: [Int]
  /// How many operands and results each is.
  let uses: [Int: Int]

  init(_ program: Program) {
    let graph = program.graph
    var uses: [Int: Int] = [:]
    for result in program.resultNodes { uses[result.id, default: 0] += 1 }
    for id in graph.nodes.indices.reversed() where uses[id] != nil {
      for input in graph.nodes[id].inputs { uses[input, default: 0] += 1 }
    }
    self.uses = uses
    nodes = uses.keys.sorted()
  }
}
