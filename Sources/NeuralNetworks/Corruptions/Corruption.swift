import Settings
public import Tensors

/// One way to corrupt images.
protocol CorruptionKind: NamedKind, Sendable {
  /// `images`, `[n, c, h, w]`, with new random corruption at each step; `pixels` is the range from black to white.
  func callAsFunction(_ images: Tensor, pixels: ClosedRange<Float>) -> Tensor
}

extension CorruptionKind {
  static var settingsOwner: String { "the corruption \(name)" }
}

/// A random corruption of the network's input, new at each step, that the network learns to undo; the target stays
/// clean.
///
/// Amplitudes are in the units of the network's input, where pixels go from black to white. Vincent, Larochelle,
/// Lajoie, Bengio and Manzagol, "Stacked denoising autoencoders", 2010.
public struct Corruption: Sendable {
  /// The kinds of corruption; run files name one by its main setting: `{gaussian: 0.5, clip: true}`.
  static let kinds = Kinds<any CorruptionKind.Type>(
    "corruption",
    [
      Masking.self, SaltAndPepper.self, AddedNormalNoise.self, AddedUniformNoise.self, Blurring.self, Erasing.self,
      AffineMove.self,
    ])

  /// The corruptions, applied in order.
  let steps: [any CorruptionKind]

  init(steps: [any CorruptionKind]) { self.steps = steps }

  /// `images`, `[n, c, h, w]`, with new random corruption at each step; `pixels` is the range from black to white.
  public func callAsFunction(_ images: Tensor, pixels: ClosedRange<Float>) -> Tensor {
    steps.reduce(images) { image, next in next(image, pixels: pixels) }
  }
}

extension Corruption {
  /// No corruption.
  public static let none = Corruption(steps: [])

  /// Makes each element black with this probability.
  public static func masking(probability: Double) -> Self { Self(steps: [Masking(probability: probability)]) }

  /// Makes each element black or white, equally likely, with this probability.
  public static func saltAndPepper(probability: Double) -> Self {
    Self(steps: [SaltAndPepper(probability: probability)])
  }

  /// Adds normal noise with this standard deviation to each element, optionally clipped to the pixel range.
  public static func gaussian(deviation: Double, isClipped: Bool = false) -> Self {
    Self(steps: [AddedNormalNoise(deviation: deviation, isClipped: isClipped)])
  }

  /// Adds noise uniform in ±`bound` to each element, optionally clipped to the pixel range.
  public static func uniform(bound: Double, isClipped: Bool = false) -> Self {
    Self(steps: [AddedUniformNoise(bound: bound, isClipped: isClipped)])
  }

  /// Applies a Gaussian filter with this standard deviation in pixels, renormalised at the edge.
  public static func blur(deviation: Double) -> Self { Self(steps: [Blurring(deviation: deviation)]) }

  /// Makes a rectangle black with this probability; its height and width are 0 to `size` of the image's.
  public static func erasing(size: Double, probability: Double = 1) -> Self {
    Self(steps: [Erasing(size: size, probability: probability)])
  }

  /// Rotates by up to ±`rotation` degrees, scales by a factor from 1 - `scale` to 1 + `scale`, and shifts by up to
  /// `shift` of the height and width; the outside is black.
  public static func affine(rotation: Double = 0, scale: Double = 0, shift: Double = 0) -> Self {
    Self(steps: [AffineMove(rotation: rotation, scale: scale, shift: shift)])
  }

  /// Several corruptions, applied in order.
  public static func sequence(_ corruptions: [Corruption]) -> Self { Self(steps: corruptions.flatMap(\.steps)) }

  /// Several corruptions, applied in order.
  public init(_ corruptions: [Corruption]) { self = .sequence(corruptions) }
}

extension Corruption: Hashable {
  public static func == (a: Self, b: Self) -> Bool { a.description == b.description }
  public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}

extension Graph {
  /// 1 with this probability, else 0, for each sample: `[n, dimensions…]`.
  func drawn(withProbability probability: Double, _ dimensions: [Int]) -> Tensor {
    1 - draw(.uniform, dimensions).isGreater(than: Float(probability).nextDown)
  }
}
