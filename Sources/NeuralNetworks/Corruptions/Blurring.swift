internal import Settings
import Tensors

/// Filters with a Gaussian; at the edge it averages what lies within the image.
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

/// `images` filtered by a Gaussian that reaches three deviations; at the edge its weights are those within the image.
func blurred(_ images: Tensor, _ deviation: Double) -> Tensor {
  let radius = max(1, Int((3 * deviation).rounded(.up)))
  let taps = gaussianTaps(deviation: deviation, count: 2 * radius + 1)
  let weights = images.plane(of: 1).filtered(by: taps, padding: radius)
  return images.filtered(by: taps, padding: radius) / weights.repeatedOverChannels(images.shape.dimensions[0])
}

extension Tensor {
  /// `[n, 1, h, w]` of one number, for images of this size.
  func plane(of number: Float) -> Tensor { 0 * sliced(0..<1) + number }
}
