public import Tensors

/// The divergence of a Gaussian code with independent dimensions from the standard normal, in nats: `[n, d]` twice gives `[n]`.
///
/// KL(N(μ, σ²) || N(0, 1)) = ½ Σ (μ² + σ² - log σ² - 1) over an image's dimensions, from the mean μ and log σ²
/// (Kingma and Welling, "Auto-Encoding Variational Bayes", 2014, appendix B).
public func gaussianKL(mean: Tensor, logVariance: Tensor) -> Tensor {
  gaussianKLOfDimensions(mean, logVariance).summedPerSample()
}

/// The same with free bits, mean over images: Σ max(λ, mean over the batch of the dimension's divergence), a scalar.
///
/// A dimension is not made to tell less than `freeBits` λ nats, 0 or more, on average (Kingma et al., "Improving
/// variational inference with inverse autoregressive flow", 2016, appendix C.8).
public func gaussianKL(mean: Tensor, logVariance: Tensor, freeBits: Float) -> Tensor {
  gaussianKLOfDimensions(mean, logVariance).meanOverBatch().clipped(to: freeBits...Float.greatestFiniteMagnitude).sum()
}

private func gaussianKLOfDimensions(_ mean: Tensor, _ logVariance: Tensor) -> Tensor {
  0.5 * (mean.squared() + exp(logVariance) - logVariance - 1)
}
