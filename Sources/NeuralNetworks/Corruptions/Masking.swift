internal import Settings
import Tensors

/// Makes each element black with a probability.
struct Masking: CorruptionKind {
  static let name = "masking"
  static let summary = "elements become black"
  static let settings: [Setting<Self>] = [
    Setting.number("masking", \.probability, in: .probability, help: "The probability that an element becomes black.")
      .required
  ]

  var probability = 0.0

  func callAsFunction(_ images: Tensor, pixels: ClosedRange<Float>) -> Tensor { masked(images, probability, pixels) }
}

/// `images` with elements made black at random; the others are unchanged.
func masked(_ images: Tensor, _ probability: Double, _ pixels: ClosedRange<Float>) -> Tensor {
  let dimensions = images.shape.dimensions
  let isMasked = images.graph.drawn(withProbability: probability, dimensions)
  let rest = images * (1 - isMasked)
  return pixels.lowerBound == 0 ? rest : rest + pixels.lowerBound * isMasked
}
