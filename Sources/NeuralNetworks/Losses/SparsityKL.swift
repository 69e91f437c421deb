import Foundation
public import Tensors

/// The KL divergence of mean activations from the `target` ρ, summed over units: `[n, …]` gives a scalar, in nats.
///
/// Σ ρ log(ρ / ρ̂) + (1 - ρ) log((1 - ρ) / (1 - ρ̂)), with ρ̂ a unit's mean over the batch (in an evaluation, over all images), clamped to [10⁻⁶, 1 -
/// 10⁻⁶]. Activations lie in [0, 1], `target` in (0, 1) (A. Ng, "Sparse autoencoder", CS294A, 2011).
public func sparsityKL(_ activations: Tensor, target: Float) -> Tensor {
  let rate = activations.flattened().meanOverImages().clipped(to: 1e-6...1 - 1e-6)
  let negativeEntropy = target * logf(target) + (1 - target) * logf(1 - target)
  let crossEntropy = -(target * Tensors.log(rate) + (1 - target) * Tensors.log(1 - rate))
  return crossEntropy.sum() + Float(activations.shape.count) * negativeEntropy
}
