import Foundation
public import Tensors

/// How far the mean activations of a code's units are from `target` ρ: `[n, …]` gives a scalar, in nats.
///
/// Σ ρ log(ρ / ρ̂) + (1 - ρ) log((1 - ρ) / (1 - ρ̂)) over the units, where ρ̂ is a unit's mean over the batch, held
/// within 10⁻⁶ of 0 and 1. Activations lie in [0, 1], `target` between them (A. Ng, "Sparse autoencoder", CS294A, 2011).
public func sparsityKL(_ activations: Tensor, target: Float) -> Tensor {
  let rate = activations.flattened().meanOverBatch().clipped(to: 1e-6...1 - 1e-6)
  let negativeEntropy = target * logf(target) + (1 - target) * logf(1 - target)
  let crossEntropy = -(target * Tensors.log(rate) + (1 - target) * Tensors.log(1 - rate))
  return crossEntropy.sum() + Float(activations.shape.count) * negativeEntropy
}
