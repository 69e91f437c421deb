import Tensors

/// `images` with each element black with a probability; the others keep their bits.
func masked(_ images: Tensor, _ probability: Double, _ pixels: ClosedRange<Float>) -> Tensor {
  let dimensions = images.shape.dimensions
  let isMasked = images.graph.drawn(withProbability: probability, dimensions)
  let rest = images * (1 - isMasked)
  return pixels.lowerBound == 0 ? rest : rest + pixels.lowerBound * isMasked
}
