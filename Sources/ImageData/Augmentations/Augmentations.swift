internal import Diagnostics
public import ImageShapes
public import Pictures

/// How training images are varied anew in each epoch: network and target both see the varied image.
///
/// NVIDIA DIGITS, "Data Transformations" and "Data Augmentations". What is on is done in the order of the properties, on
/// bytes, before they become numbers.
public struct Augmentations: Hashable, Sendable {
  /// Shifts of hue, saturation and value; of images with three channels.
  public var hsv: HSVShift?
  /// The difference to each channel's mean is multiplied by a factor that is uniform in 1 ± this, 0 to 1; 0 is off.
  public var contrast: Double
  /// The deviation of normal noise, where 1 goes from black to white, 0 to 1; 0 is off.
  public var noise: Double
  /// Mirroring.
  public var flip: Flip?
  /// Turns by quarters.
  public var quarterRotation: QuarterRotation?
  /// The angle is uniform to so many degrees either way, 0 to 180; 0 is off.
  public var rotation: Double
  /// The part that is seen is 1 + s times as large, s normal with this deviation and at most three of them, 0 to 0.3; 0 is off.
  public var rescale: Double
  /// The window that is cut out: anywhere in training, in the middle in evaluation.
  public var crop: PixelSize?

  /// What is named is on, in its range; what is not is off.
  public init(
    hsv: HSVShift? = nil, contrast: Double = 0, noise: Double = 0, flip: Flip? = nil,
    quarterRotation: QuarterRotation? = nil, rotation: Double = 0, rescale: Double = 0, crop: PixelSize? = nil
  ) {
    (self.hsv, self.contrast, self.noise, self.flip) = (hsv, contrast, noise, flip)
    (self.quarterRotation, self.rotation, self.rescale, self.crop) = (quarterRotation, rotation, rescale, crop)
  }

  /// Images as they are.
  public static let none = Augmentations()

  /// Whether images stay as they are.
  public var isEmpty: Bool { self == .none }

  /// Whether the angle or the scale varies.
  var needsWarp: Bool { rotation > 0 || rescale > 0 }

  /// The shape of varied images, training's and evaluation's.
  ///
  /// - Throws: ``AugmentationError`` when a number is out of range, or images of this `shape` cannot be varied so.
  public func outputShape(_ shape: ImageShape) throws(AugmentationError) -> ImageShape {
    try checkRanges()
    if hsv != nil, shape.channels != 3 {
      throw AugmentationError(
        .shape,
        Report(
          "colours of images without colours cannot be shifted", place: "hsv", expected: "3 channels",
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
