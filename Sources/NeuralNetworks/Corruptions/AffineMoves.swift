internal import Settings
import Tensors

/// Rotates, scales and shifts each image; the outside is black.
struct AffineMove: CorruptionKind {
  static let name = "rotate"
  static let aliases = ["rescale", "shift"]
  static let summary = "images are rotated, scaled and shifted"
  static let settings: [Setting<Self>] = [
    .number("rotate", \.rotation, in: .within(0...180), unit: "degrees", help: "The maximum rotation, either way."),
    .number("rescale", \.scale, in: .within(0...0.9), help: "The maximum change of the scale factor, either way."),
    .number("shift", \.shift, in: .within(0...1), help: "The maximum shift, as a fraction of height and width."),
  ]

  var rotation = 0.0
  var scale = 0.0
  var shift = 0.0

  func callAsFunction(_ images: Tensor, pixels: ClosedRange<Float>) -> Tensor {
    moved(images, rotation: rotation, scale: scale, shift: shift, pixels)
  }
}

/// `images`, each rotated, scaled and shifted by its own random amounts.
func moved(
  _ images: Tensor, rotation: Double, scale: Double, shift: Double, _ pixels: ClosedRange<Float>
) -> Tensor {
  let (height, width) = (Float(images.shape.dimensions[1]), Float(images.shape.dimensions[2]))
  let numbers = 2 * images.graph.draw(.uniform, [4]) - 1
  func amount(_ index: Int, _ most: Double) -> Tensor { Float(most) * numbers.sliced(index..<index + 1) }
  let (cosine, sine) = cosineAndSine(amount(0, rotation / 180 * .pi))
  let factor = 1 + amount(1, scale)
  let (across, down) = (width * amount(2, shift), height * amount(3, shift))
  // Each result pixel samples the place that it came from.
  let (a, b) = (cosine / factor, sine / factor)
  let transforms = concatenated([a, b, -(a * across + b * down), -b, a, b * across - a * down])
  guard pixels.lowerBound != 0 else { return images.warped(by: transforms) }
  return (images - pixels.lowerBound).warped(by: transforms) + pixels.lowerBound
}

/// The cosine and sine of angles from -π to π: Taylor series at a quarter of the angle, doubled twice.
private func cosineAndSine(_ angle: Tensor) -> (Tensor, Tensor) {
  let quarter = 0.25 * angle
  let square = quarter.squared()
  func series(_ factors: [Float]) -> Tensor {
    factors.dropLast().reversed().reduce(factors[factors.count - 1] * square) { sum, factor in (sum + factor) * square }
  }
  var cosine = 1 + series([-1 / 2, 1 / 24, -1 / 720, 1 / 40_320])
  var sine = quarter * (1 + series([-1 / 6, 1 / 120, -1 / 5040, 1 / 362_880]))
  for _ in 0..<2 { (cosine, sine) = (1 - 2 * sine.squared(), 2 * (sine * cosine)) }
  return (cosine, sine)
}
