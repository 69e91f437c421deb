internal import Diagnostics
internal import Randomness

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A normal distribution with any covariance.
public struct Gaussian: Sendable {
  /// μ, `[size]`.
  public let mean: [Double]
  /// Σ, `[size, size]`.
  public let covariance: [Double]
  /// The number of dimensions.
  public var size: Int { mean.count }

  /// Creates the distribution with a mean, `[size]`, and a covariance, `[size, size]`, symmetric.
  public init(mean: [Double], covariance: [Double]) {
    require(covariance.count == mean.count * mean.count, "a covariance of \(covariance.count) values")
    (self.mean, self.covariance) = (mean, covariance)
  }

  /// The distribution with the mean and the covariance of samples.
  ///
  /// - Parameters:
  ///   - samples: `[n, size]`, at least 2.
  ///   - size: The number of dimensions.
  ///   - isUnbiased: Whether sums are divided by n - 1, as those of `numpy.cov`, instead of n.
  ///   - regularization: A number added to each variance.
  /// - Throws: ``StatisticsError`` when there are fewer than two samples, a value is not finite, or there is no memory.
  public init(
    of samples: [Float], size: Int, isUnbiased: Bool = false, regularization: Double = 0
  ) throws(StatisticsError) {
    try checkFinite(samples, size: size, place: "normal distribution")
    let count = rows(of: samples, size: size)
    guard count > 1 else {
      throw StatisticsError(
        code: .tooFewSamples,
        report: Report("a covariance needs samples", place: "normal distribution", expected: "2", got: "\(count)"))
    }
    let sums = try Covariance(of: samples, size: size)
    mean = sums.mean
    var matrix = sums.matrix(divisor: Double(isUnbiased ? count - 1 : count))
    for i in 0..<size { matrix[i * size + i] += regularization }
    covariance = matrix
  }

  /// The Mahalanobis distance ((x - μ)ᵀ Σ⁻¹ (x - μ))^½ of each sample of `samples`, `[n, size]`.
  ///
  /// - Throws: ``StatisticsError`` when the covariance is singular.
  public func mahalanobisDistances(of samples: [Float]) throws(StatisticsError) -> [Double] {
    try CholeskyFactor(covariance, order: size).squaredDistances(of: samples, around: mean).map { $0.squareRoot() }
  }

  /// The logarithm of the density at each sample of `samples`, `[n, size]`.
  ///
  /// - Throws: ``StatisticsError`` when the covariance is singular.
  public func logDensities(of samples: [Float]) throws(StatisticsError) -> [Double] {
    let factor = try CholeskyFactor(covariance, order: size)
    let constant = Double(size) * log(2 * Double.pi) + factor.logDeterminant
    return factor.squaredDistances(of: samples, around: mean).map { -0.5 * ($0 + constant) }
  }

  /// Draws samples, `[count, size]`; a singular covariance is fine.
  ///
  /// - Throws: ``StatisticsError`` when the covariance is not finite.
  public func samples(_ count: Int, seed: UInt64) throws(StatisticsError) -> [Float] {
    try GaussianSampler(self).samples(Philox(seed: seed, purpose: .analyzing), 0..<count)
  }
}

/// Draws of a normal distribution: μ + Σᵢ √λᵢ zᵢ vᵢ over the eigenvectors v of its covariance.
struct GaussianSampler {
  private let mean: [Double]
  /// √λᵢ vᵢ, `[size, size]`.
  private let axes: [Double]

  init(_ gaussian: Gaussian) throws(StatisticsError) {
    let size = gaussian.size
    mean = gaussian.mean
    let found = try SymmetricEigenvectors(of: gaussian.covariance, order: size, count: size)
    var axes = found.vectors
    for row in 0..<size {
      let deviation = max(found.values[row], 0).squareRoot()
      for i in 0..<size { axes[row * size + i] *= deviation }
    }
    self.axes = axes
  }

  /// The samples with these indices; a sample is a function of source and index alone.
  func samples(_ source: Philox, _ indices: some Collection<Int>) -> [Float] {
    let size = mean.count
    var draws: [Float] = []
    draws.reserveCapacity(indices.count * size)
    for index in indices {
      for i in 0..<size {
        let words = source.bits(sample: UInt32(index), element: UInt32(i))
        draws.append(Float(Philox.normal(words[0], words[1])))
      }
    }
    return mapRows(draws, from: size, to: size) { rows, result, count in
      multiply(rows, by: axes, into: result, count, size, size)
      for row in 0..<count {
        for i in 0..<size { result[row &* size &+ i] += mean[i] }
      }
    }
  }
}
