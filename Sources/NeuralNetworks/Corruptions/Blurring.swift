import Tensors

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
