import Diagnostics

extension Graph {
  /// The gradient of the scalar `loss` with respect to each parameter of the table, in its order.
  ///
  /// nil where the loss does not depend on the parameter.
  public func gradients(of loss: Tensor) -> [Tensor?] {
    let used = parameters.indices.compactMap { node(ofParameter: $0) }
    let found = gradients(of: loss, withRespectTo: used.map { Tensor(graph: self, id: $0) })
    let gradientOf = Dictionary(uniqueKeysWithValues: zip(used, found))
    return parameters.indices.map { index in node(ofParameter: index).flatMap { gradientOf[$0] ?? nil } }
  }

  /// The gradient of the scalar `loss` with respect to each of `sources`; nil where the loss does not depend on it.
  ///
  /// `loss` is `[]`, and each gradient has the shape of its source. Gradients are ordinary values: a loss may contain
  /// them, and they can be differentiated again. For the gradient of a value per sample `[n]`, differentiate its sum
  /// over the batch.
  ///
  /// Reverse accumulation: nodes are visited backwards from the loss, and each adds to the gradients of its inputs.
  public func gradients(of loss: Tensor, withRespectTo sources: [Tensor]) -> [Tensor?] {
    require(loss.shape == .unbatched([]) || failed, "cannot differentiate a loss of shape \(loss.shape); expected []")
    guard !failed else { return sources.map { _ in nil } }
    let wanted = Set(sources.map(\.id))
    var reaches = [Bool](repeating: false, count: loss.id + 1)
    for id in 0...loss.id { reaches[id] = wanted.contains(id) || nodes[id].inputs.contains { reaches[$0] } }
    var upstream: [Int: Tensor] = [loss.id: constant(1)]
    for id in stride(from: loss.id, through: 0, by: -1) where reaches[id] {
      guard let arriving = upstream[id] else { continue }
      let node = nodes[id]
      let inputs = node.inputs.map { Tensor(graph: self, id: $0) }
      let passed = node.operation.gradients(of: Tensor(graph: self, id: id), inputs: inputs, upstream: arriving)
      for (input, gradient) in zip(node.inputs, passed) where reaches[input] {
        guard let gradient else { continue }
        upstream[input] = upstream[input].map { $0 + gradient } ?? gradient
      }
    }
    return sources.map { reaches.indices.contains($0.id) && reaches[$0.id] ? upstream[$0.id] : nil }
  }
}
