internal import Diagnostics
public import ImageShapes
public import Pictures
import Settings

/// Random changes of training images, new in each epoch; network input and target both get the changed image.
///
/// NVIDIA DIGITS, "Data Transformations" and "Data Augmentations". They are applied in the order of the properties, to
/// bytes, before scaling.
public struct Augmentations: Hashable, Sendable {
  /// Shifts of hue, saturation and value, for images with three channels.
  public var hsv: HSVShift?
  /// Contrast: the maximum change of the factor, which is uniform in 1 ± this; 0 to 1; 0 is off.
  public var contrast: Double
  /// The standard deviation of normal noise, relative to the range from black to white; 0 to 1; 0 is off.
  public var noise: Double
  /// Mirroring.
  public var flip: Flip?
  /// Quarter turns.
  public var quarterRotation: QuarterRotation?
  /// The maximum rotation in degrees, either way; 0 to 180; 0 is off.
  public var rotation: Double
  /// The standard deviation s of the visible part's relative growth, limited to three deviations; 0 to 0.3; 0 is off.
  public var rescale: Double
  /// The size of the crop: random in training, the middle in evaluation.
  public var crop: PixelSize?

  /// Creates augmentations; the arguments are its properties, off by default.
  public init(
    hsv: HSVShift? = nil, contrast: Double = 0, noise: Double = 0, flip: Flip? = nil,
    quarterRotation: QuarterRotation? = nil, rotation: Double = 0, rescale: Double = 0, crop: PixelSize? = nil
  ) {
    (self.hsv, self.contrast, self.noise, self.flip) = (hsv, contrast, noise, flip)
    (self.quarterRotation, self.rotation, self.rescale, self.crop) = (quarterRotation, rotation, rescale, crop)
  }

  /// No augmentations.
  public static let none = Augmentations()

  /// Whether there are no augmentations.
  public var isEmpty: Bool { self == .none }

  /// Whether images are rotated or rescaled.
  var needsWarp: Bool { rotation > 0 || rescale > 0 }

  /// The shape of augmented images, in training and evaluation.
  ///
  /// - Throws: ``AugmentationError`` when a number is out of range, or the augmentations do not fit this `shape`.
  public func outputShape(_ shape: ImageShape) throws(AugmentationError) -> ImageShape {
    do {
      _ = try Augmentations(settingValue)
    } catch {
      throw AugmentationError(.badValue, error.report)
    }
    if hsv != nil, shape.channels != 3 {
      throw AugmentationError(
        .shape,
        Report(
          "hsv needs images in colour", place: "hsv", expected: "3 channels",
          got: "\(shape.channels)", cure: "leave hsv out, or read the images in colour"))
    }
    if let quarterRotation, quarterRotation.needsSquares, shape.height != shape.width {
      throw AugmentationError(
        .shape,
        Report(
          "a turn by a quarter would change the images' shape", place: "quarter-rotation", expected: "square images",
          got: "\(shape.width)x\(shape.height)", cure: "use rot180, or make the images square"))
    }
    guard let crop else { return shape }
    guard crop.width <= shape.width, crop.height <= shape.height else {
      throw AugmentationError(
        .shape,
        Report(
          "the window does not fit into the images", place: "crop",
          expected: "at most \(shape.width)x\(shape.height)", got: "\(crop)",
          cure: "cut out less, or make the images larger"))
    }
    return ImageShape(channels: shape.channels, height: crop.height, width: crop.width)
  }
}
