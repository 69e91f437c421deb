internal import Settings
import Tensors

/// Adds normal noise to each element, optionally clipped to the pixel range.
struct AddedNormalNoise: CorruptionKind {
  static let name = "gaussian"
  static let summary = "normal noise is added"
  static let settings: [Setting<Self>] = [
    Setting.number("gaussian", \.deviation, in: .noise, help: "The standard deviation of the noise.").required,
    .flag("clip", \.isClipped, help: "Whether the result is clipped to the pixels' range."),
  ]

  var deviation = 0.0
  var isClipped = false

  func callAsFunction(_ images: Tensor, pixels: ClosedRange<Float>) -> Tensor {
    withNormalNoise(images, deviation, clippedTo: isClipped ? pixels : nil)
  }
}

/// Adds uniform noise to each element, optionally clipped to the pixel range.
struct AddedUniformNoise: CorruptionKind {
  static let name = "uniform"
  static let summary = "uniform noise is added"
  static let settings: [Setting<Self>] = [
    Setting.number("uniform", \.bound, in: .noise, help: "The maximum absolute value of the noise.").required,
    .flag("clip", \.isClipped, help: "Whether the result is clipped to the pixels' range."),
  ]

  var bound = 0.0
  var isClipped = false

  func callAsFunction(_ images: Tensor, pixels: ClosedRange<Float>) -> Tensor {
    withUniformNoise(images, bound, clippedTo: isClipped ? pixels : nil)
  }
}

extension NumberRange {
  /// Larger noise would hide any image.
  fileprivate static let noise = within(0...1000)
}

/// `images` plus normal noise.
func withNormalNoise(_ images: Tensor, _ deviation: Double, clippedTo pixels: ClosedRange<Float>?) -> Tensor {
  let noisy = images + Float(deviation) * images.graph.draw(.normal, images.shape.dimensions)
  return pixels.map(noisy.clipped(to:)) ?? noisy
}

/// `images` plus noise uniform in ±`bound`.
func withUniformNoise(_ images: Tensor, _ bound: Double, clippedTo pixels: ClosedRange<Float>?) -> Tensor {
  let noise = Float(2 * bound) * images.graph.draw(.uniform, images.shape.dimensions) - Float(bound)
  return pixels.map((images + noise).clipped(to:)) ?? (images + noise)
}
