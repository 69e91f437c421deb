/// A kind of node in a graph: a shape rule and a gradient, expressed by other operations.
///
/// Operations do not depend on a device: an executor implements them, for the CPU in the module `CPUEngine`. Equal
/// operations on the same operands are one node. The set of operations is closed: every executor has each of them.
package protocol Operation: Hashable, Sendable {
  /// The name in error messages: `convolution`.
  var name: String { get }

  /// The shape of the result.
  /// - Throws: a ``ShapeError`` for operands that do not fit; the graph adds the layer's path.
  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape

  /// The gradients of a scalar with respect to each input, given its gradient with respect to the result.
  ///
  /// nil means zero. Tensors that are not needed are never computed.
  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?]

  /// Whether the result depends on the samples of a batch in another way than by a sum, so that processes that share the
  /// batch must exchange more than sums.
  var needsWholeBatch: Bool { get }
}

extension Operation {
  package var needsWholeBatch: Bool { false }
}
