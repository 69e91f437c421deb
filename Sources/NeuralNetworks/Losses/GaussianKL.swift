public import Tensors

/// The KL divergence of a diagonal Gaussian code from the standard normal, in nats: `[n, d]` twice gives `[n]`.
///
/// KL(N(μ, σ²) || N(0, 1)) = ½ Σ (μ² + σ² - log σ² - 1) over an image's dimensions, from the mean μ and log σ²
/// (Kingma and Welling, "Auto-Encoding Variational Bayes", 2014, appendix B).
public func gaussianKL(mean: Tensor, logVariance: Tensor) -> Tensor {
  gaussianKLOfDimensions(mean, logVariance).summedPerSample()
}

/// The KL divergence with free bits: Σ max(λ, the dimension's mean divergence), a scalar in nats.
///
/// The mean is over the batch; in an evaluation, over all images. A dimension is not pressed below `freeBits` λ nats, at least 0, on average (Kingma et al., "Improving variational
/// inference with inverse autoregressive flow", 2016, appendix C.8).
public func gaussianKL(mean: Tensor, logVariance: Tensor, freeBits: Float) -> Tensor {
  gaussianKLOfDimensions(mean, logVariance).meanOverImages().clipped(to: freeBits...Float.greatestFiniteMagnitude).sum()
}

private func gaussianKLOfDimensions(_ mean: Tensor, _ logVariance: Tensor) -> Tensor {
  0.5 * (mean.squared() + exp(logVariance) - logVariance - 1)
}
