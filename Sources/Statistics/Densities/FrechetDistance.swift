internal import Diagnostics

extension Gaussian {
  /// The Fréchet distance to another distribution, as that of the Fréchet inception distance:
  /// |μ₁ - μ₂|² + tr(Σ₁ + Σ₂ - 2 (Σ₁ Σ₂)^½).
  ///
  /// The trace of the root is the sum of the square roots of the eigenvalues of Σ₁^½ Σ₂ Σ₁^½, which is symmetric.
  /// Heusel, Ramsauer, Unterthiner, Nessler and Hochreiter, "GANs trained by a two time-scale update rule converge to a
  /// local Nash equilibrium", 2017; there the covariances are unbiased.
  ///
  /// - Throws: ``StatisticsError`` when a covariance is not finite.
  public func frechetDistance(to other: Gaussian) throws(StatisticsError) -> Double {
    require(size == other.size, "distributions of \(size) and \(other.size) dimensions")
    let order = size
    let found = try SymmetricEigenvectors(of: covariance, order: order, count: order)
    let root = found.product(scaledBy: found.values.map { max($0, 0).squareRoot() })
    var half = [Double](repeating: 0, count: order * order)
    var whole = half
    half.withUnsafeMutableBufferPointer { half in
      whole.withUnsafeMutableBufferPointer { whole in
        guard let a = half.baseAddress, let b = whole.baseAddress else { return }
        multiply(root, by: other.covariance, into: a, order, order, order)
        multiply(a, by: root, into: b, order, order, order)
      }
    }
    let values = try SymmetricEigenvectors(of: whole, order: order, count: order).values
    var sum = 0.0
    for i in 0..<order {
      let difference = mean[i] - other.mean[i]
      sum += difference * difference + covariance[i * order + i] + other.covariance[i * order + i]
      sum -= 2 * max(values[i], 0).squareRoot()
    }
    // Of equal distributions, rounding leaves a little, of either sign.
    return max(sum, 0)
  }
}
