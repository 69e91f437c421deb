import Diagnostics

/// A traced model ready for an executor: the results to compute, and the loss to differentiate.
public struct Program {
  /// The operations.
  public let graph: Graph
  /// The nodes of all results, readable after a run.
  package let resultNodes: Set<ResultNode>
  /// The names of the inputs that the model reads.
  public let inputNames: Set<String>
  /// The gradient of each parameter of the table; nil where it is zero and for statistics; empty without a loss.
  public let gradients: [Tensor?]
  /// The next value of each statistic that the step updates, by parameter of the table; nil elsewhere; empty without a
  /// loss.
  public let statistics: [Tensor?]
  /// The ranges of a flat vector that hold the statistics updated by a step.
  public var renewedRanges: [Range<Int>] {
    zip(graph.parameters, statistics).compactMap { entry, value in value.map { _ in entry.range } }
  }

  /// Creates a program over the operations of `graph`.
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
    // Each is written to its own memory, so it must be its own node.
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
