/// A map of scaled pixels to the network's input; its inverse is applied before images are shown.
///
/// Metrics are measured on both sides: `mse` in the units of the network's input, `mse01` and all others on pixels.
public enum ImageNormalization: String, Codable, Hashable, Sendable, CaseIterable {
  /// The identity.
  case none
  /// The mean of the training images is subtracted, pixel by pixel; DIGITS, "Subtract Mean: Image".
  case meanImage = "mean-image"
  /// The mean of the training images is subtracted, channel by channel; DIGITS, "Subtract Mean: Pixel".
  case meanPixel = "mean-pixel"
  /// Each image has its own mean subtracted and is divided by max(its deviation, 1/√N), N its elements; TensorFlow's
  /// `per_image_standardization`.
  case perImage = "per-image"
  /// The training images are decorrelated, with images that still look like images; Krizhevsky 2009, "zero components
  /// analysis".
  case whitening = "zca"

  /// The range of the network's input for pixels in `pixels`.
  public func range(of pixels: ClosedRange<Float>) -> ClosedRange<Float> {
    let extent = pixels.upperBound - pixels.lowerBound
    switch self {
    case .none: return pixels
    case .meanImage, .meanPixel: return -extent...extent
    // Not bounded; few values lie outside of three deviations.
    case .perImage, .whitening: return -3...3
    }
  }
}
