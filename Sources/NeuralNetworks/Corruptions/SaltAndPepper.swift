internal import Settings
import Tensors

/// Makes each element black or white, equally likely, with a probability.
struct SaltAndPepper: CorruptionKind {
  static let name = "salt-and-pepper"
  static let summary = "elements become black or white"
  static let settings: [Setting<Self>] = [
    Setting.number(
      "salt-and-pepper", \.probability, in: .probability,
      help: "The probability that an element becomes black or white."
    ).required
  ]

  var probability = 0.0

  func callAsFunction(_ images: Tensor, pixels: ClosedRange<Float>) -> Tensor {
    saltedAndPeppered(images, probability, pixels)
  }
}

/// `images` with elements made black or white at random; the others are unchanged.
func saltedAndPeppered(_ images: Tensor, _ probability: Double, _ pixels: ClosedRange<Float>) -> Tensor {
  let number = images.graph.draw(.uniform, images.shape.dimensions)
  let isKept = number.isGreater(than: Float(probability).nextDown)
  let isSalt = 1 - number.isGreater(than: Float(probability / 2).nextDown)
  let salted = images * isKept + pixels.upperBound * isSalt
  return pixels.lowerBound == 0 ? salted : salted + pixels.lowerBound * (1 - isKept - isSalt)
}
