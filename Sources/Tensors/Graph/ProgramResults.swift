import Diagnostics

/// A scalar `[]` that a program computes, such as a loss; read it by a prepared program's `value(of:)`.
///
/// It is created from a traced tensor, passed to ``Program``, and valid for programs of that graph alone.
public struct ScalarResult: Hashable, Sendable {
  package let node: ResultNode

  /// Creates the result with the value of `tensor`, which must be `[]`.
  public init(_ tensor: Tensor) {
    require(tensor.shape == .unbatched([]) || tensor.graph.failed, "a scalar result of shape \(tensor.shape)")
    node = ResultNode(tensor)
  }
}

/// A tensor that a program computes, `[n, …]` or `[…]`; read it by a prepared program's `values(of:)`.
///
/// It is created from a traced tensor, passed to ``Program``, and valid for programs of that graph alone.
public struct TensorResult: Hashable, Sendable {
  /// The shape of the value.
  public let shape: Shape
  package let node: ResultNode

  /// Creates the result with the value of `tensor`.
  public init(_ tensor: Tensor) { (shape, node) = (tensor.shape, ResultNode(tensor)) }

  /// The number of elements for a batch of `samples`.
  public func count(samples: Int) -> Int { (shape.isBatched ? samples : 1) * shape.count }
}

/// The node of a program's result.
package struct ResultNode: Hashable, Sendable {
  package let graph: ObjectIdentifier
  package let id: Int

  init(_ tensor: Tensor) { (graph, id) = (ObjectIdentifier(tensor.graph), tensor.id) }
}
