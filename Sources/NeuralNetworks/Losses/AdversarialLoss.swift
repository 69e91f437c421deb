public import Tensors

/// The binary cross-entropy of a discriminator's `logits`, `[n, …]`, for the same label on all samples: a scalar, in
/// nats.
///
/// The mean of -log sigmoid(z) where `areReal`, otherwise of -log(1 - sigmoid(z)). A discriminator minimises it for
/// real samples as real and others as not; a generator for its own samples as real (Goodfellow et al., 2014; for
/// autoencoders Makhzani et al., 2015).
public func adversarialLoss(logits: Tensor, areReal: Bool) -> Tensor {
  softplus(areReal ? -logits : logits).mean()
}
