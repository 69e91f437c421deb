/// A traced model made ready for an executor: what to compute, and for which parameters the gradient.
public struct Program {
  /// The operations.
  public let graph: Graph
  /// What is read after a run, by name: per-sample values `[n, …]` or scalars `[]`.
  public let results: [(name: String, tensor: Tensor)]
  /// The gradient for each parameter of the graph's table, nil where it is zero; empty when none is wanted.
  public let gradients: [Tensor?]

  /// The program that computes `results` and, when `loss` is given, its gradient with respect to all parameters.
  /// - Throws: ``ShapeError`` when the model does not fit its input.
  public init(_ graph: Graph, results: [(name: String, tensor: Tensor)], differentiating loss: Tensor? = nil) throws {
    try graph.check()
    self.graph = graph
    self.results = results
    var taken: Set<Int> = []
    gradients = (loss.map { graph.gradients(of: $0) } ?? []).map { gradient in
      // Each gradient is written to a place of its own, so it must be a node of its own.
      guard var gradient else { return nil }
      if graph.nodes[gradient.id].inputs.isEmpty { gradient = 1 * gradient }
      while !taken.insert(gradient.id).inserted { gradient = 1 * gradient }
      return gradient
    }
    try graph.check()
  }
}
