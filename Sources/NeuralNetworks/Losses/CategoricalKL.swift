import Foundation
public import Tensors

/// The KL divergence of categorical codes from the uniform distribution, in nats: `[n, g k]` gives `[n]`.
///
/// Σ q (log q - log 1/k) over an image's g groups of `k` neighbouring logits, with q = softmax(logits) + 10⁻⁹ as in K.
/// Arulkumaran's Torch CatVAE (Jang, Gu and Poole, "Categorical reparameterization with Gumbel-softmax", 2017).
public func categoricalKL(logits: Tensor, groupsOf k: Int) -> Tensor {
  let q = logits.softmax(groupsOf: k) + 1e-9
  return (q * (Tensors.log(q) + Foundation.log(Float(k)))).summedPerSample()
}
