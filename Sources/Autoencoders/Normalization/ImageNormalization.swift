/// What is done to scaled pixels before a network sees them; it is undone before they are shown.
///
/// Errors are measured on both sides of it: `mse` on what the network sees, `mse01` and all that follows on pixels.
public enum ImageNormalization: String, Codable, Hashable, Sendable, CaseIterable {
  /// Nothing.
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

  /// What the network may see of pixels that lie in `pixels`.
  public func range(of pixels: ClosedRange<Float>) -> ClosedRange<Float> {
    let extent = pixels.upperBound - pixels.lowerBound
    switch self {
    case .none: return pixels
    case .meanImage, .meanPixel: return -extent...extent
    // Not bounded; few numbers lie outside of three deviations.
    case .perImage, .whitening: return -3...3
    }
  }
}
