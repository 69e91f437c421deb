public import Tensors

/// The greatest activations of each sample, zeros elsewhere: `[n, …]` to the same.
///
/// Makhzani and Frey, "k-Sparse autoencoders", 2014.
public struct TopK: Module {
  /// How many are kept in training.
  public let k: Int
  /// How many are kept otherwise; the paper keeps more than in training.
  public let inferenceK: Int

  /// As many in inference as in training, unless told otherwise.
  public init(_ k: Int, inferenceK: Int? = nil) {
    self.k = k
    self.inferenceK = inferenceK ?? k
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    x * x.topMask(x.graph.purpose == .training ? k : inferenceK)
  }
}
