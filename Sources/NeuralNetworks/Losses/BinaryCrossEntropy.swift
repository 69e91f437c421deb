public import Tensors

/// The mean over all elements of -(t log p + (1 - t) log(1 - p)) with p = sigmoid(logits), in nats: a scalar.
///
/// `target` lies in [0, 1]. Computing from the logits instead of p keeps it finite and exact for confident predictions.
public func binaryCrossEntropy(logits: Tensor, _ target: Tensor) -> Tensor {
  (1 / Float(logits.shape.count)) * logits.binaryCrossEntropy(to: target).batchMean()
}
