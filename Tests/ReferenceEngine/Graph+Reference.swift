package import Tensors

extension Graph {
  /// The values of `nodes` and of all nodes that they depend on, for `batch`.
  ///
  /// Nodes are evaluated in the order of the trace, each by the formula of its operation.
  package func referenceValues(ofNodes nodes: [Int], for batch: ReferenceBatch) -> [Int: ReferenceTensor] {
    var isNeeded = [Bool](repeating: false, count: self.nodes.count)
    for node in nodes { isNeeded[node] = true }
    for id in isNeeded.indices.reversed() where isNeeded[id] {
      for input in self.nodes[id].inputs { isNeeded[input] = true }
    }
    var values: [Int: ReferenceTensor] = [:]
    for (id, node) in self.nodes.enumerated() where isNeeded[id] {
      guard let operation = node.operation as? any ReferenceOperation else {
        fatalError("the reference does not know the operation \(node.operation.name)")
      }
      let inputs = node.inputs.compactMap { values[$0] }
      values[id] = operation.value(at: ReferenceNode(inputs: inputs, shape: node.shape, batch: batch))
    }
    return values
  }

  /// The value of each of `tensors` for `batch`.
  package func referenceValues(of tensors: [Tensor], for batch: ReferenceBatch) -> [ReferenceTensor] {
    let values = referenceValues(ofNodes: tensors.map(\.id), for: batch)
    return tensors.compactMap { values[$0.id] }
  }
}
