/// A traced model made ready for an executor: what to compute, and for which parameters the gradient.
public struct Program {
  /// The operations.
  public let graph: Graph
  /// What is read after a run, by name: per-sample values `[n, …]` or scalars `[]`.
  public let results: [(name: String, tensor: Tensor)]
  /// The names of the inputs that the model reads.
  public let inputNames: Set<String>
  /// For each parameter of the graph's table the gradient, nil where it is zero, or for a statistic its next value, nil where
  /// it stays; empty when none is wanted.
  public let gradients: [Tensor?]
  /// The floats of a flat vector whose next values stand in the gradient vector after a run.
  public let updatedRanges: [Range<Int>]

  /// The program that computes `results` and, when `loss` is given, its gradient with respect to all parameters.
  /// - Throws: ``ShapeError`` when the model does not fit its input.
  public init(_ graph: Graph, results: [(name: String, tensor: Tensor)], differentiating loss: Tensor? = nil) throws {
    try graph.check()
    self.graph = graph
    self.results = results
    inputNames = Set(graph.nodes.compactMap { ($0.operation as? Input)?.inputName })
    var taken: Set<Int> = []
    let wanted = (loss.map { graph.gradients(of: $0) } ?? []).enumerated().map { index, gradient in
      graph.parameters[index].parameter.role == .statistic ? graph.nextValue(ofParameter: index) : gradient
    }
    updatedRanges = zip(graph.parameters, wanted).compactMap { entry, value in
      entry.parameter.role == .statistic && value != nil ? entry.range : nil
    }
    gradients = wanted.map { gradient in
      // Each gradient is written to a place of its own, so it must be a node of its own.
      guard var gradient else { return nil }
      if graph.nodes[gradient.id].inputs.isEmpty { gradient = 1 * gradient }
      while !taken.insert(gradient.id).inserted { gradient = 1 * gradient }
      return gradient
    }
    try graph.check()
  }
}
