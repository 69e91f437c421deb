public import Tensors

/// The squared Frobenius norm of the Jacobian of a sigmoid layer h = sigmoid(W x + b), per image: `[n]`.
///
/// Σⱼ (hⱼ (1 - hⱼ))² Σᵢ Wⱼᵢ², exact. `code` is h, `[n, d]`, `weights` W, `[d, inputs]` (Rifai et al., "Contractive
/// auto-encoders", 2011).
public func contractivePenalty(code: Tensor, weights: Tensor) -> Tensor {
  (code * (1 - code)).squared().scaled(byChannels: weights.rowSumsOfSquares()).summedPerSample()
}

/// An unbiased estimate of the squared Frobenius norm of the Jacobian of `code`, `[n, …]`, with respect to `images`:
/// `[n]`.
///
/// |vᵀJ|² for random signs v, new at each step (Hutchinson, 1990). Each sample's `code` must depend on its own image
/// alone, through operations that are differentiable twice.
public func jacobianPenalty(of code: Tensor, withRespectTo images: Tensor) -> Tensor {
  let graph = code.graph
  // The threshold below one half splits the 2²⁴ uniform values evenly.
  let signs = 2 * graph.draw(.uniform, code.shape.dimensions).isGreater(than: Float(0.5).nextDown) - 1
  let projection = (code * signs).summedPerSample().summedOverBatch()
  guard let gradient = graph.gradients(of: projection, withRespectTo: [images])[0] else {
    // The code does not depend on the images, so its Jacobian is zero.
    return 0 * codeL1(code)
  }
  return gradient.squared().summedPerSample()
}
