public import Tensors

/// Keeps the k largest activations of each sample and zeroes the rest: `[n, …]` to the same.
///
/// Makhzani and Frey, "k-Sparse autoencoders", 2014.
public struct TopK: Module {
  /// k in training.
  public let k: Int
  /// k in inference; the paper uses a larger one than in training.
  public let inferenceK: Int

  /// Creates the layer with this `k` in training and `inferenceK` in inference, by default the same.
  public init(_ k: Int, inferenceK: Int? = nil) {
    self.k = k
    self.inferenceK = inferenceK ?? k
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    x * x.topMask(x.graph.purpose == .training ? k : inferenceK)
  }
}
