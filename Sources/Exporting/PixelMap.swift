public import ImageShapes

/// The map of pixels in [0, 1] to the values that a model reads: value = pixel · factor + summand.
public struct PixelMap: Hashable, Sendable {
  /// The factor of a pixel.
  public let factor: Float
  /// The value of a black pixel.
  public let summand: Float

  /// Creates the map of a pixel range; of 1 - pixel where a run inverts its images.
  public init(_ scaling: PixelScaling, isInverted: Bool = false) {
    let factor = 255 * scaling.scale
    self.factor = isInverted ? -factor : factor
    summand = isInverted ? scaling.offset + factor : scaling.offset
  }

  /// The map of values back to pixels.
  public var inverse: (factor: Float, summand: Float) { (1 / factor, -summand / factor) }
}
