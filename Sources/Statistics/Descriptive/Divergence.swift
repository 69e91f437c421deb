internal import Diagnostics

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The Kullback-Leibler divergence of diagonal normal distributions to the standard one, in nats per dimension: the mean
/// over samples of (μ² + σ² - 1 - log σ²) / 2, `[size]`.
///
/// - Parameters:
///   - means: μ, `[n, size]`.
///   - logVariances: log σ², `[n, size]`.
///   - size: The number of dimensions.
public func divergencesToStandardNormal(means: [Float], logVariances: [Float], size: Int) -> [Double] {
  require(means.count == logVariances.count, "\(means.count) means and \(logVariances.count) variances")
  let count = rows(of: means, size: size)
  var sums = [Double](repeating: 0, count: size)
  for row in 0..<count {
    for i in 0..<size {
      let (mean, logarithm) = (Double(means[row * size + i]), Double(logVariances[row * size + i]))
      sums[i] += 0.5 * (mean * mean + exp(logarithm) - 1 - logarithm)
    }
  }
  return sums.map { $0 / Double(count) }
}

/// log Σ exp(x), without overflow; -infinite without values.
public func logSumExp(_ values: some Collection<Double>) -> Double {
  guard let largest = values.max(), largest.isFinite else { return values.max() ?? -.infinity }
  return largest + log(values.reduce(0) { $0 + exp($1 - largest) })
}
