internal import ImageShapes

/// How a stored byte becomes the number that a network sees: `value = byte * scale + offset`.
public enum PixelScaling: String, Codable, Hashable, Sendable, CaseIterable {
  /// [0, 1]: byte / 255.
  case unit = "0..1"
  /// [-1, 1]: (byte / 255 - 0.5) * 2, as the Dynamic Training Bench feeds its models.
  case symmetric = "-1..1"
  /// [-0.5, 0.5]: byte / 255 - 0.5, the Bench's range in December 2016.
  case centred = "-0.5..0.5"
  /// [0, 0.996]: byte / 256, as the Torch ImageNet autoencoder and DIGITS feed theirs.
  case per256 = "/256"

  /// What a byte is multiplied by.
  public var scale: Float {
    switch self {
    case .unit, .centred: 1 / 255
    case .symmetric: 2 / 255
    case .per256: 1 / 256
    }
  }

  /// What is added then.
  public var offset: Float {
    switch self {
    case .unit, .per256: 0
    case .symmetric: -1
    case .centred: -0.5
    }
  }

  /// Black and white as the network sees them.
  public var range: ClosedRange<Float> {
    switch self {
    case .unit: 0...1
    case .symmetric: -1...1
    case .centred: -0.5...0.5
    case .per256: 0...255 / 256
    }
  }

  /// The factor and the summand that map a network's number back to a pixel in [0, 1].
  public var toPixel: (factor: Float, summand: Float) {
    let factor = 1 / (255 * scale)
    return (factor, -offset * factor)
  }
}
