internal import Diagnostics
internal import Randomness

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A mixture of normal distributions, fitted by expectation maximization from the clusters of k-means.
///
/// Covariances are sums over samples weighted by their responsibilities, with 10⁻⁶ added to each variance, as
/// scikit-learn's `GaussianMixture`.
public struct GaussianMixture: Sendable {
  /// The form of the covariances.
  public enum Form: Sendable, Hashable {
    /// Any covariance.
    case full
    /// Independent dimensions.
    case diagonal
  }

  /// The weight of each component, `[components]`; the sum is 1.
  public internal(set) var weights: [Double]
  /// The mean of each component, `[components, size]`.
  public internal(set) var means: [Double]
  /// The covariance of each component: `[components, size, size]`, or `[components, size]` of diagonal ones.
  public internal(set) var covariances: [Double]
  /// The form of the covariances.
  public let form: Form
  /// The number of dimensions.
  public let size: Int
  /// The number of components.
  public let components: Int
  /// The mean log-likelihood of a training sample before the last step.
  public internal(set) var logLikelihood = -Double.infinity
  /// The steps made.
  public internal(set) var iterations = 0
  /// Whether the last step changed the mean log-likelihood by less than the tolerance.
  public internal(set) var hasConverged = false

  /// Fits a mixture to samples.
  ///
  /// - Parameters:
  ///   - samples: `[n, size]`.
  ///   - size: The number of dimensions.
  ///   - components: The number of components, 1 to n.
  ///   - form: The form of the covariances.
  ///   - regularization: A number added to each variance, at least 0.
  ///   - tolerance: The change of the mean log-likelihood, in nats, at which the fit ends.
  ///   - maxIterations: The maximum number of steps.
  ///   - seed: The seed of k-means.
  /// - Throws: ``StatisticsError`` when there are fewer samples than components, a value is not finite, or a covariance
  ///   is singular.
  public init(
    samples: [Float], size: Int, components: Int, form: Form = .full, regularization: Double = 1e-6,
    tolerance: Double = 1e-3, maxIterations: Int = 100, seed: UInt64 = 0
  ) throws(StatisticsError) {
    let start = try KMeans(samples: samples, size: size, clusters: components, seed: seed)
    try self.init(
      samples: samples, size: size, startingFrom: start.labels, components: components, form: form,
      regularization: regularization, tolerance: tolerance, maxIterations: maxIterations)
  }

  /// Fits a mixture to samples, first with each wholly in the component of its label.
  package init(
    samples: [Float], size: Int, startingFrom labels: [Int32], components: Int, form: Form,
    regularization: Double = 1e-6, tolerance: Double = 1e-3, maxIterations: Int = 100
  ) throws(StatisticsError) {
    (self.form, self.size, self.components) = (form, size, components)
    (weights, means, covariances) = ([], [], [])
    var responsibilities = [Double](repeating: 0, count: labels.count * components)
    for (sample, label) in labels.enumerated() { responsibilities[sample * components + Int(label)] = 1 }
    maximize(samples, responsibilities, regularization)
    while iterations < maxIterations, !hasConverged {
      let found = try expect(samples)
      maximize(samples, found.responsibilities, regularization)
      iterations += 1
      hasConverged = abs(found.logLikelihood - logLikelihood) < tolerance
      logLikelihood = found.logLikelihood
    }
  }

  /// One component.
  public subscript(component: Int) -> Gaussian {
    let mean = Array(means[component * size..<(component + 1) * size])
    switch form {
    case .full:
      return Gaussian(
        mean: mean, covariance: Array(covariances[component * size * size..<(component + 1) * size * size]))
    case .diagonal:
      var matrix = [Double](repeating: 0, count: size * size)
      for i in 0..<size { matrix[i * size + i] = covariances[component * size + i] }
      return Gaussian(mean: mean, covariance: matrix)
    }
  }

  /// The logarithm of the density at each sample of `samples`, `[n, size]`.
  ///
  /// - Throws: ``StatisticsError`` when a covariance is singular.
  public func logDensities(of samples: [Float]) throws(StatisticsError) -> [Double] {
    let joint = try jointLogDensities(of: samples)
    return stride(from: 0, to: joint.count, by: components).map { logSumExp(joint[$0..<$0 + components]) }
  }

  /// The probability of each component given each sample of `samples`, `[n, size]`: `[n, components]`.
  ///
  /// - Throws: ``StatisticsError`` when a covariance is singular.
  public func responsibilities(of samples: [Float]) throws(StatisticsError) -> [Double] {
    try expect(samples).responsibilities
  }

  /// Draws samples, `[count, size]`.
  ///
  /// - Throws: ``StatisticsError`` when a covariance is not finite.
  public func samples(_ count: Int, seed: UInt64) throws(StatisticsError) -> [Float] {
    // A step of its own for the choice of components, and one for each component.
    let choice = Philox(seed: seed, purpose: .analyzing, step: components)
    var members = [[Int]](repeating: [], count: components)
    for index in 0..<count {
      let threshold = choice.bits(element: UInt32(index))[0].unitInterval
      var sum = 0.0
      let component = weights.firstIndex { weight in
        sum += weight
        return sum > threshold
      }
      members[component ?? components - 1].append(index)
    }
    var result = [Float](repeating: 0, count: count * size)
    for component in 0..<components where !members[component].isEmpty {
      let source = Philox(seed: seed, purpose: .analyzing, step: component)
      let drawn = try GaussianSampler(self[component]).samples(source, members[component])
      for (row, index) in members[component].enumerated() {
        for i in 0..<size { result[index * size + i] = drawn[row * size + i] }
      }
    }
    return result
  }

  /// The responsibilities, `[n, components]`, and the mean log-likelihood.
  private func expect(
    _ samples: [Float]
  ) throws(StatisticsError) -> (responsibilities: [Double], logLikelihood: Double) {
    var joint = try jointLogDensities(of: samples)
    let count = joint.count / components
    var total = 0.0
    for sample in 0..<count {
      let row = sample * components..<(sample + 1) * components
      let sum = logSumExp(joint[row])
      total += sum
      for at in row { joint[at] = exp(joint[at] - sum) }
    }
    return (joint, total / Double(count))
  }
}
