import Diagnostics

/// A scalar `[]` that a program computes, such as a loss: what a prepared program's `value(of:)` takes.
///
/// A result is made from a traced tensor and given to ``Program``; it belongs to the program of that tensor's graph.
public struct ScalarResult: Hashable, Sendable {
  package let node: ResultNode

  /// The value of `tensor`, which must be `[]`.
  public init(_ tensor: Tensor) {
    require(tensor.shape == .unbatched([]) || tensor.graph.failed, "a scalar result of shape \(tensor.shape)")
    node = ResultNode(tensor)
  }
}

/// A tensor that a program computes, `[n, …]` with a value for each sample or `[…]`: what a prepared program's
/// `values(of:)` takes.
///
/// A result is made from a traced tensor and given to ``Program``; it belongs to the program of that tensor's graph.
public struct TensorResult: Hashable, Sendable {
  /// The shape of the value.
  public let shape: Shape
  package let node: ResultNode

  /// The value of `tensor`.
  public init(_ tensor: Tensor) { (shape, node) = (tensor.shape, ResultNode(tensor)) }

  /// The number of elements of a run over `samples` samples.
  public func count(samples: Int) -> Int { (shape.isBatched ? samples : 1) * shape.count }
}

/// The node of a graph whose value is a program's result.
package struct ResultNode: Hashable, Sendable {
  package let graph: ObjectIdentifier
  package let id: Int

  init(_ tensor: Tensor) { (graph, id) = (ObjectIdentifier(tensor.graph), tensor.id) }
}
