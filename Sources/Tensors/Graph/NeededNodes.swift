/// The part of a program's graph that its results need.
package struct NeededNodes {
  /// The nodes, operands first.
  package let nodes: [Int]
  /// How many operands and results each is.
  package let uses: [Int: Int]

  package init(_ program: Program) {
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
