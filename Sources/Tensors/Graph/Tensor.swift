/// A value in a graph: its shape is known, its numbers are not until the program runs.
///
/// Operations on tensors append to the tensor's graph and return at once. They do not throw: the first shape that does
/// not fit is kept by the graph and thrown by ``Graph/check()``.
public struct Tensor {
  /// The graph that the value belongs to.
  public let graph: Graph
  package let id: Int

  /// `[n, …]` for a value per sample, `[…]` otherwise.
  public var shape: Shape { graph.nodes[id].shape }
}

@available(*, unavailable)
extension Tensor: Sendable {}
