/// A kind of node in a graph: a shape rule and a gradient, in terms of other operations.
///
/// Nothing here depends on a device. An executor gives each operation its meaning in numbers; the CPU's are in the module
/// `CPUEngine`. Equal operations on the same operands are one node. The set of operations is closed: every executor has each of them.
package protocol Operation: Hashable, Sendable {
  /// The name in error messages: `convolution`.
  var name: String { get }

  /// The shape of the result.
  /// - Throws: what does not fit; the graph adds the layer's path.
  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape

  /// The gradients of a scalar with respect to each input, given its gradient with respect to the result.
  ///
  /// nil stands for zero. What nobody needs of the returned tensors is never computed.
  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?]
}
