public import Tensors

/// How far a discriminator's `logits`, `[n, …]`, are from one label for all samples: a scalar, in nats.
///
/// The mean of -log sigmoid(z) for samples that pass as real, and of -log(1 - sigmoid(z)) for others. A discriminator
/// makes it small for real and not real samples; a generator for its own as real (Goodfellow et al., 2014; for
/// autoencoders Makhzani et al., 2015).
public func adversarialLoss(logits: Tensor, areReal: Bool) -> Tensor {
  softplus(areReal ? -logits : logits).mean()
}
