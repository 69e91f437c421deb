import Settings
public import Tensors

/// One way to corrupt images.
protocol CorruptionKind: NamedKind, Sendable {
  /// `images`, `[n, c, h, w]`, with other corruption at each step; `pixels` go from black to white.
  func callAsFunction(_ images: Tensor, pixels: ClosedRange<Float>) -> Tensor
}

extension CorruptionKind {
  static var settingsOwner: String { "the corruption \(name)" }
}

/// What is done to an image before a network sees it, to be undone by it: new noise at each step, the target stays clean.
///
/// Vincent, Larochelle, Lajoie, Bengio and Manzagol, "Stacked denoising autoencoders", 2010. Noise is in the units that
/// the network sees, in which an image's pixels go from black to white.
public struct Corruption: Sendable {
  /// The corruptions that exist; a run file names one by a setting of its own: `{gaussian: 0.5, clip: true}`.
  static let kinds = Kinds<any CorruptionKind.Type>(
    "corruption",
    [
      Masking.self, SaltAndPepper.self, AddedNormalNoise.self, AddedUniformNoise.self, Blurring.self, Erasing.self,
      AffineMove.self,
    ])

  /// One after another.
  let steps: [any CorruptionKind]

  init(steps: [any CorruptionKind]) { self.steps = steps }

  /// `images`, `[n, c, h, w]`, with other corruption at each step; `pixels` go from black to white.
  public func callAsFunction(_ images: Tensor, pixels: ClosedRange<Float>) -> Tensor {
    steps.reduce(images) { image, next in next(image, pixels: pixels) }
  }
}

extension Corruption {
  /// Nothing is done.
  public static let none = Corruption(steps: [])

  /// Each element becomes black with this probability.
  public static func masking(probability: Double) -> Self { Self(steps: [Masking(probability: probability)]) }

  /// Each element becomes black or white, one as likely as the other, with this probability.
  public static func saltAndPepper(probability: Double) -> Self {
    Self(steps: [SaltAndPepper(probability: probability)])
  }

  /// Normal noise with this standard deviation is added to each element, which may then be clipped to the pixels' range.
  public static func gaussian(deviation: Double, isClipped: Bool = false) -> Self {
    Self(steps: [AddedNormalNoise(deviation: deviation, isClipped: isClipped)])
  }

  /// Noise that is uniform between -`bound` and `bound` is added to each element, which may then be clipped.
  public static func uniform(bound: Double, isClipped: Bool = false) -> Self {
    Self(steps: [AddedUniformNoise(bound: bound, isClipped: isClipped)])
  }

  /// A Gaussian filter with this standard deviation in pixels; at the edge it averages what lies within the image.
  public static func blur(deviation: Double) -> Self { Self(steps: [Blurring(deviation: deviation)]) }

  /// With this probability a rectangle becomes black, its height and width each between 0 and `size` of the image's.
  public static func erasing(size: Double, probability: Double = 1) -> Self {
    Self(steps: [Erasing(size: size, probability: probability)])
  }

  /// A turn by up to `rotation` degrees either way, a change of size by a factor from 1 - `scale` to 1 + `scale`, and a
  /// move by up to `shift` of the height and of the width; black comes in from outside.
  public static func affine(rotation: Double = 0, scale: Double = 0, shift: Double = 0) -> Self {
    Self(steps: [AffineMove(rotation: rotation, scale: scale, shift: shift)])
  }

  /// Several, one after another.
  public static func sequence(_ corruptions: [Corruption]) -> Self { Self(steps: corruptions.flatMap(\.steps)) }

  /// Several, one after another.
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
