internal import Diagnostics
import ImageShapes
import Statistics
internal import Tensors

/// ZCA whitening: pixels are decorrelated with unit variance, and the images change as little as possible.
///
/// W = U (S + ε)^-1/2 Uᵀ, where U S Uᵀ is the covariance of the training images; Krizhevsky, "Learning multiple layers of
/// features from tiny images", 2009, appendix A, there with ε = 0.
public struct ZCAWhitening: Sendable {
  /// The default ε.
  ///
  /// For pixels in [0, 1] and models that reconstruct, the UFLDL Tutorial (Ng et al.), "Data preprocessing", starts from 0.01
  /// or 0.1, so that the noise of the smallest variances is not reconstructed. Coates, Ng and Lee, 2011, and pylearn2's
  /// `ZCA` (`filter_bias`) use 0.1 for contrast-normalised images. The 1e-6 of Keras's `zca_epsilon` is the tutorial's
  /// for independent components, which need fully white data.
  public static let defaultEpsilon = 0.1

  /// The mean of the training images, `[pixels]`.
  public let mean: [Float]
  /// W, `[pixels, pixels]`, symmetric.
  public let whitening: [Float]
  /// The inverse of W, U (S + ε)^1/2 Uᵀ, `[pixels, pixels]`, symmetric.
  public let colouring: [Float]
  /// ε, added to each variance, in the square of the pixels' unit; above 0.
  public let epsilon: Double

  /// The whitening by the covariance of `images`, divided by their number.
  ///
  /// - Parameters:
  ///   - images: The training images.
  ///   - epsilon: ε, added to each variance; above 0.
  /// - Throws: ``ModelError`` when ε is not above 0, there are no images, or no memory for the covariance; errors of
  ///   reading.
  public init(of images: any TrainingImages, epsilon: Double = defaultEpsilon) throws {
    let pixels = images.shape.elements
    guard epsilon > 0, epsilon.isFinite else {
      throw ModelError(
        .badValue,
        Report(
          "the epsilon of the whitening is out of range", place: "epsilon", expected: "a number above 0",
          got: "\(epsilon)",
          cure: "use \(Self.defaultEpsilon)"))
    }
    guard images.count > 0 else {
      throw ModelError(
        .badValue, Report("there are no images to whiten by", expected: "training images", got: "none"))
    }
    // The eigenvectors, the scaled eigenvectors, the product, and both results at half the size.
    try statistically { () throws(StatisticsError) in try Covariance.check(size: pixels, matrices: 4) }
    let covariance = try images.covariance()
    let mean = covariance.mean
    let axes = try statistically { () throws(StatisticsError) in
      try SymmetricEigenvectors(of: covariance.lowerTriangle(), order: pixels, count: pixels)
    }
    // Rounding can make a variance negative.
    let deviations = axes.values.map { (max($0, 0) + epsilon).squareRoot() }
    self.epsilon = epsilon
    self.mean = HostNumbers.floats(mean)
    whitening = HostNumbers.floats(axes.product(scaledBy: deviations.map { 1 / $0 }))
    colouring = HostNumbers.floats(axes.product(scaledBy: deviations))
  }
}
