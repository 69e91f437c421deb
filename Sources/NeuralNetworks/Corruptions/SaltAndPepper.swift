import Tensors

/// `images` with each element black or white with a probability, half of it for either; the others keep their bits.
func saltedAndPeppered(_ images: Tensor, _ probability: Double, _ pixels: ClosedRange<Float>) -> Tensor {
  let number = images.graph.draw(.uniform, images.shape.dimensions)
  let isKept = number.isGreater(than: Float(probability).nextDown)
  let isSalt = 1 - number.isGreater(than: Float(probability / 2).nextDown)
  let salted = images * isKept + pixels.upperBound * isSalt
  return pixels.lowerBound == 0 ? salted : salted + pixels.lowerBound * (1 - isKept - isSalt)
}
