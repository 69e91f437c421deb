/// A value in a graph: its shape is known, its elements only once the program runs.
///
/// Operations on tensors append to the tensor's graph and return at once. They do not throw: the graph records the
/// first shape error, and ``Graph/check()`` throws it.
public struct Tensor {
  /// The graph of the value.
  public let graph: Graph
  package let id: Int

  package init(graph: Graph, id: Int) { (self.graph, self.id) = (graph, id) }

  /// `[n, …]` for a value per sample, `[…]` otherwise.
  public var shape: Shape { graph.nodes[id].shape }
}

@available(*, unavailable)
extension Tensor: Sendable {}
