/// Fréchet distances of the images that a run makes from test images, by the features of a classifier.
///
/// Each compares the normal distributions with the mean and the covariance of the features:
/// |μ₁ - μ₂|² + tr(Σ₁ + Σ₂ - 2 (Σ₁ Σ₂)^½). Heusel et al., "GANs trained by a two time-scale update rule converge to a local
/// Nash equilibrium", 2017, where the features are those of Inception-v3: distances by other features cannot be compared.
public struct FrechetResult: Codable, Hashable, Sendable, SeededResult {
  /// The run's name.
  public var run: String
  /// The seed of the run.
  public var seed: UInt64
  /// The network that the features come from.
  public var features: FeatureDescription
  /// The part of the data that images are compared with: test, or validation where there are no test images.
  public var part: String
  /// The images of that part that were compared with, drawn at random where not all are; as many are sampled.
  public var images: Int
  /// The training images whose codes distributions were fitted to.
  public var fittedImages: Int
  /// The dimension of the code.
  public var codeSize: Int
  /// The distance of training images: about the minimum that can be reached.
  public var training: Double
  /// The distance of the reconstructions of the images compared with.
  public var reconstructions: Double
  /// The distance of images decoded from the standard normal distribution; nil where ``notes`` say why.
  public var prior: Double?
  /// The distance of images decoded from a normal distribution fitted to the codes of training images.
  public var gaussian: Double?
  /// The distance of images decoded from a mixture of ten normal distributions fitted to them.
  public var mixture: Double?
  /// The distance of images decoded from the midpoints between the codes of random pairs of the images compared with.
  public var interpolations: Double?
  /// Why a distance is missing or doubtful: one sentence each.
  public var notes: [String]

  /// The distance of images from a distribution of codes.
  public subscript(source: CodeSampler.Source) -> Double? {
    get {
      switch source {
      case .prior: prior
      case .gaussian: gaussian
      case .mixture: mixture
      }
    }
    set {
      switch source {
      case .prior: prior = newValue
      case .gaussian: gaussian = newValue
      case .mixture: mixture = newValue
      }
    }
  }
}
