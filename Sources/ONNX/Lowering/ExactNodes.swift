import Tensors

/// The nodes of a graph that have 32 bits in a file of 16: the choices, and what they are made by.
///
/// A number that is rounded to 16 bits would choose another code or another place, whose values are far from the first's.
struct ExactNodes {
  /// The nodes that choose, operands first.
  let choices: [Int]
  private let nodes: Set<Int>

  /// - Parameter written: The nodes that are written, operands first.
  init(_ graph: Graph, _ written: [Int]) {
    var readers: [Int: [Graph.Node]] = [:]
    for id in written {
      for input in graph.nodes[id].inputs { readers[input, default: []].append(graph.nodes[id]) }
    }
    let choices = written.filter { id in
      let node = graph.nodes[id]
      return (node.operation as? any ONNXOperation)?.isChoice(node, in: graph, readBy: readers[id] ?? []) ?? false
    }
    var nodes = Set(choices)
    for id in written.reversed() where nodes.contains(id) { nodes.formUnion(graph.nodes[id].inputs) }
    (self.choices, self.nodes) = (choices, nodes)
  }

  /// Whether node `id` has 32 bits.
  func contains(_ id: Int) -> Bool { nodes.contains(id) }
}
