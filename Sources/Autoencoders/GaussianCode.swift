package import Tensors

/// A diagonal normal distribution of codes per image: q(z | x) of a variational autoencoder.
///
/// D. P. Kingma and M. Welling, "Auto-encoding variational Bayes", 2014.
package struct GaussianCode {
  /// `[n, d]`.
  package let mean: Tensor
  /// The logarithm of the variance, `[n, d]`.
  package let logVariance: Tensor

  package init(mean: Tensor, logVariance: Tensor) { (self.mean, self.logVariance) = (mean, logVariance) }

  /// Normal noise ε for one code per image, `[n, d]`.
  package func noise() -> Tensor { mean.graph.draw(.normal, mean.shape.dimensions) }

  /// z = mean + σ ε, `[n, d]`: a code as a differentiable function of noise.
  package func sample(_ noise: Tensor) -> Tensor { mean + exp(0.5 * logVariance) * noise }

  /// One random code per image, `[n, d]`.
  package func sample() -> Tensor { sample(noise()) }

  /// KL(q(z | x) ‖ N(0, 1)) of each feature, `[n, d]`, in nats: (mean² + σ² - log σ² - 1) / 2, at least 0.
  package var divergences: Tensor { 0.5 * (mean.squared() + exp(logVariance) - logVariance - 1) }

  /// KL(q(z | x) ‖ N(0, 1)) of each image, `[n]`, in nats.
  package var divergence: Tensor { divergences.summedPerSample() }
}

@available(*, unavailable)
extension GaussianCode: Sendable {}
