/// A map of scaled pixels to the network's input; its inverse is applied before images are shown.
///
/// Metrics are measured on both sides: `mse` in the units of the network's input, `mse01` and all others on pixels.
public enum ImageNormalization: String, Codable, Hashable, Sendable, CaseIterable {
  /// The identity.
  case none
  /// Subtracts the mean training image; DIGITS, "Subtract Mean: Image".
  case meanImage = "mean-image"
  /// Subtracts the channel means of the training images; DIGITS, "Subtract Mean: Pixel".
  case meanPixel = "mean-pixel"
  /// Standardizes each image: subtracts its mean and divides by max(its deviation, 1/√N) for N elements; TensorFlow's
  /// `per_image_standardization`.
  case perImage = "per-image"
  /// Decorrelates the pixels by ZCA whitening; Krizhevsky 2009, "zero components analysis".
  case whitening = "zca"

  /// The range of the network's input for pixels in `pixels`.
  public func range(of pixels: ClosedRange<Float>) -> ClosedRange<Float> {
    let extent = pixels.upperBound - pixels.lowerBound
    switch self {
    case .none: return pixels
    case .meanImage, .meanPixel: return -extent...extent
    // Unbounded; few values lie outside three deviations.
    case .perImage, .whitening: return -3...3
    }
  }
}
