import Tensors

/// The layer that each node of a graph belongs to: that of its parameters, else that of its first operand.
struct LayerScopes {
  private var paths: [Int: String] = [:]

  /// - Parameter nodes: The nodes that are written, operands first.
  init(_ graph: Graph, _ nodes: [Int]) {
    for id in nodes {
      let node = graph.nodes[id]
      if let parameter = node.operation as? ParameterValue {
        paths[id] = graph.parameters[parameter.index].name.split(separator: ".").dropLast().joined(separator: ".")
        continue
      }
      // Values that samples share are computed from parameters.
      let shared = node.inputs.filter { !graph.nodes[$0].shape.isBatched }
      paths[id] = (shared + node.inputs).compactMap { paths[$0] }.first { !$0.isEmpty }
    }
  }

  /// The path of the layer of node `id`: `encoder.0`; empty for none.
  subscript(id: Int) -> String { paths[id] ?? "" }
}
