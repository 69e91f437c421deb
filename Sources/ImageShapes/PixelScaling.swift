/// The pixel range of the network's input: `value = byte * scale + offset`.
///
/// The raw value is the text in run files and flags; its initialiser rejects any other text.
public enum PixelScaling: String, Codable, Hashable, Sendable, CaseIterable {
  /// [0, 1]: byte / 255.
  case unit = "0..1"
  /// [-1, 1]: (byte / 255 - 0.5) * 2, the range of the Dynamic Training Bench.
  case symmetric = "-1..1"
  /// [-0.5, 0.5]: byte / 255 - 0.5, the range of the Dynamic Training Bench in December 2016.
  case centred = "-0.5..0.5"
  /// [0, 0.996]: byte / 256, the range of the Torch ImageNet autoencoder and DIGITS.
  case per256 = "/256"
  /// [0, 255]: the bytes themselves, which DIGITS' networks scale in their first layer.
  case bytes = "0..255"

  /// The factor of a byte.
  public var scale: Float {
    switch self {
    case .unit, .centred: 1 / 255
    case .symmetric: 2 / 255
    case .per256: 1 / 256
    case .bytes: 1
    }
  }

  /// The summand after scaling.
  public var offset: Float {
    switch self {
    case .unit, .per256, .bytes: 0
    case .symmetric: -1
    case .centred: -0.5
    }
  }

  /// Black and white in units of the network's input.
  public var range: ClosedRange<Float> {
    switch self {
    case .unit: 0...1
    case .symmetric: -1...1
    case .centred: -0.5...0.5
    case .per256: 0...255 / 256
    case .bytes: 0...255
    }
  }

  /// Whether all pixels lie in [0, 1].
  public var isWithinUnit: Bool { offset >= 0 && 255 * scale + offset <= 1 }

  /// The factor and the summand from a network's value to a pixel in [0, 1].
  public var toPixel: (factor: Float, summand: Float) {
    let factor = 1 / (255 * scale)
    return (factor, -offset * factor)
  }
}

extension PixelScaling: CustomStringConvertible {
  /// The text in run files and flags: `0..1`.
  public var description: String { rawValue }
}
