public import Tensors

/// What is done to an image before a network sees it, to be undone by it: new noise at each step, the target stays clean.
///
/// Vincent, Larochelle, Lajoie, Bengio and Manzagol, "Stacked denoising autoencoders", 2010. Noise is in the units that
/// the network sees, in which an image's pixels go from black to white.
public indirect enum Corruption: Hashable, Sendable {
  /// Each element becomes black with this probability.
  case masking(probability: Double)
  /// Each element becomes black or white, one as likely as the other, with this probability.
  case saltAndPepper(probability: Double)
  /// Normal noise with this deviation is added to each element, which may then be clipped to the pixels' range.
  case gaussian(deviation: Double, isClipped: Bool = false)
  /// Noise that is uniform between -`bound` and `bound` is added to each element, which may then be clipped.
  case uniform(bound: Double, isClipped: Bool = false)
  /// A Gaussian filter with this deviation in pixels; at the edge it averages what lies within the image.
  case blur(deviation: Double)
  /// With this probability a rectangle becomes black, its height and width each between 0 and `size` of the image's
  /// (Zhong et al., "Random erasing data augmentation", 2020).
  case erasing(size: Double, probability: Double = 1)
  /// A turn by up to `rotation` degrees either way, a change of size by a factor from 1 - `scale` to 1 + `scale`, and a
  /// move by up to `shift` of the height and of the width; black comes in from outside.
  case affine(rotation: Double = 0, scale: Double = 0, shift: Double = 0)
  /// Several, one after another.
  case sequence([Corruption])

  /// Nothing is done.
  public static let none = Corruption.sequence([])

  /// `images`, `[n, c, h, w]`, corrupted anew at each step; `pixels` go from black to white.
  public func callAsFunction(_ images: Tensor, pixels: ClosedRange<Float>) -> Tensor {
    switch self {
    case .masking(let probability): masked(images, probability, pixels)
    case .saltAndPepper(let probability): saltedAndPeppered(images, probability, pixels)
    case .gaussian(let deviation, let isClipped):
      withNormalNoise(images, deviation, clippedTo: isClipped ? pixels : nil)
    case .uniform(let bound, let isClipped): withUniformNoise(images, bound, clippedTo: isClipped ? pixels : nil)
    case .blur(let deviation): blurred(images, deviation)
    case .erasing(let size, let probability): erased(images, size, probability, pixels)
    case .affine(let rotation, let scale, let shift):
      moved(images, rotation: rotation, scale: scale, shift: shift, pixels)
    case .sequence(let corruptions): corruptions.reduce(images) { image, next in next(image, pixels: pixels) }
    }
  }
}

extension Graph {
  /// 1 with this probability, else 0, for each sample: `[n, dimensions…]`.
  func drawn(withProbability probability: Double, _ dimensions: [Int]) -> Tensor {
    1 - draw(.uniform, dimensions).isGreater(than: Float(probability).nextDown)
  }
}
