public import Tensors

/// The squared Frobenius norm of the Jacobian of a sigmoid layer h = sigmoid(W x + b): for each image, `[n]`.
///
/// Σⱼ (hⱼ (1 - hⱼ))² Σᵢ Wⱼᵢ², exact. `code` is h, `[n, d]`, `weights` W, `[d, inputs]` (Rifai et al., "Contractive
/// auto-encoders", 2011).
public func contractivePenalty(code: Tensor, weights: Tensor) -> Tensor {
  (code * (1 - code)).squared().scaled(byChannels: weights.rowSumsOfSquares()).summedPerSample()
}

/// An estimate without bias of the squared Frobenius norm of the Jacobian of `code`, `[n, …]`, by `images`: `[n]`.
///
/// |vᵀJ|² for v of signs drawn anew at each step (Hutchinson, 1990). `code` must be computed from `images`, each sample
/// from its own image alone, by operations that can be differentiated twice.
public func jacobianPenalty(of code: Tensor, withRespectTo images: Tensor) -> Tensor {
  let graph = code.graph
  // A number below one half for as many of the 2²⁴ as above.
  let signs = 2 * graph.draw(.uniform, code.shape.dimensions).isGreater(than: Float(0.5).nextDown) - 1
  let projection = (code * signs).summedPerSample().summedOverBatch()
  guard let gradient = graph.gradients(of: projection, withRespectTo: [images])[0] else {
    // The code does not depend on the images: its Jacobian is zero.
    return 0 * codeL1(code)
  }
  return gradient.squared().summedPerSample()
}
