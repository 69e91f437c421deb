import Diagnostics

/// A traced model made ready for an executor: what to compute, and for which parameters the gradient.
public struct Program {
  /// The operations.
  public let graph: Graph
  /// The nodes whose values can be read after a run: those of all results.
  package let resultNodes: Set<ResultNode>
  /// The names of the inputs that the model reads.
  public let inputNames: Set<String>
  /// For each parameter of the graph's table its gradient, nil where it is zero and for a statistic; empty without a loss.
  public let gradients: [Tensor?]
  /// For each parameter of the graph's table its next value where it is a statistic that the step renews; empty without a
  /// loss.
  public let statistics: [Tensor?]
  /// The floats of a flat vector that hold the statistics which a step renews.
  public var renewedRanges: [Range<Int>] {
    zip(graph.parameters, statistics).compactMap { entry, value in value.map { _ in entry.range } }
  }

  /// A program over the operations of `graph`.
  ///
  /// - Parameters:
  ///   - graph: The traced model.
  ///   - scalars: Scalars to read after a run, such as the loss.
  ///   - tensors: Tensors to read after a run, such as reconstructions.
  ///   - loss: The scalar to differentiate with respect to all trained parameters; nil for a program without gradients.
  /// - Throws: ``ShapeError`` when the model does not fit its input.
  public init(
    _ graph: Graph, scalars: [ScalarResult] = [], tensors: [TensorResult] = [], differentiating loss: Tensor? = nil
  ) throws {
    try graph.check()
    self.graph = graph
    resultNodes = Set(scalars.map(\.node) + tensors.map(\.node))
    require(
      resultNodes.allSatisfy { $0.graph == ObjectIdentifier(graph) }, "a result of a program belongs to another graph")
    inputNames = Set(graph.nodes.compactMap { ($0.operation as? Input)?.inputName })
    var taken: Set<Int> = []
    // Each is written to a place of its own, so it must be a node of its own.
    func alone(_ value: Tensor) -> Tensor {
      var value = graph.nodes[value.id].inputs.isEmpty ? 1 * value : value
      while !taken.insert(value.id).inserted { value = 1 * value }
      return value
    }
    var (gradients, statistics): ([Tensor?], [Tensor?]) = ([], [])
    let found = loss.map { graph.gradients(of: $0) } ?? []
    for (index, gradient) in found.enumerated() {
      let isTrained = graph.parameters[index].parameter.role.isTrained
      gradients.append(isTrained ? gradient.map(alone) : nil)
      statistics.append(isTrained ? nil : graph.nextValue(ofParameter: index).map(alone))
    }
    (self.gradients, self.statistics) = (gradients, statistics)
    try graph.check()
  }
}
