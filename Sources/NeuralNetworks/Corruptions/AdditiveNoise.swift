import Tensors

/// `images` plus normal noise.
func withNormalNoise(_ images: Tensor, _ deviation: Double, clippedTo pixels: ClosedRange<Float>?) -> Tensor {
  let noisy = images + Float(deviation) * images.graph.draw(.normal, images.shape.dimensions)
  return pixels.map(noisy.clipped(to:)) ?? noisy
}

/// `images` plus noise that is uniform between -`bound` and `bound`.
func withUniformNoise(_ images: Tensor, _ bound: Double, clippedTo pixels: ClosedRange<Float>?) -> Tensor {
  let noise = Float(2 * bound) * images.graph.draw(.uniform, images.shape.dimensions) - Float(bound)
  return pixels.map((images + noise).clipped(to:)) ?? (images + noise)
}
