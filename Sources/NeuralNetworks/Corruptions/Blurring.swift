internal import Settings
import Tensors

/// Applies a Gaussian filter, renormalised at the edge to the pixels within the image.
struct Blurring: CorruptionKind {
  static let name = "blur"
  static let summary = "a Gaussian filter"
  static let settings: [Setting<Self>] = [
    Setting.number(
      "blur", \.deviation, in: .within(0.1...20), unit: "pixels", help: "The standard deviation of the filter."
    ).required
  ]

  var deviation = 1.0

  func callAsFunction(_ images: Tensor, pixels: ClosedRange<Float>) -> Tensor { blurred(images, deviation) }
}

/// `images` after a Gaussian filter of radius three deviations, renormalised at the edge.
func blurred(_ images: Tensor, _ deviation: Double) -> Tensor {
  let radius = max(1, Int((3 * deviation).rounded(.up)))
  let taps = gaussianTaps(deviation: deviation, count: 2 * radius + 1)
  let weights = images.plane(of: 1).filtered(by: taps, padding: radius)
  return images.filtered(by: taps, padding: radius) / weights.repeatedOverChannels(images.shape.dimensions[0])
}

extension Tensor {
  /// A constant plane `[n, 1, h, w]` for these images.
  func plane(of number: Float) -> Tensor { 0 * sliced(0..<1) + number }
}
