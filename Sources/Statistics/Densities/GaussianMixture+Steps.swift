#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension GaussianMixture {
  private static let chunk = 256

  /// log (weight · density) of each sample and component, `[n, components]`.
  func jointLogDensities(of samples: [Float]) throws(StatisticsError) -> [Double] {
    let count = rows(of: samples, size: size)
    var factors: [CholeskyFactor] = []
    var constants: [Double] = []
    for k in 0..<components {
      var determinant = 0.0
      if form == .full {
        let factor = try CholeskyFactor(
          Array(covariances[k * size * size..<(k + 1) * size * size]), order: size)
        determinant = factor.logDeterminant
        factors.append(factor)
      } else {
        determinant = covariances[k * size..<(k + 1) * size].reduce(0) { $0 + log($1) }
      }
      constants.append(log(weights[k]) - 0.5 * (Double(size) * log(2 * Double.pi) + determinant))
    }
    let centres = (0..<components).map { Array(means[$0 * size..<($0 + 1) * size]) }
    return filledConcurrently(count * components, piecesOf: Self.chunk * components, zero: 0.0) { range, result in
      let chunk = range.lowerBound / components..<range.upperBound / components
      var distances = [Double](repeating: 0, count: chunk.count)
      for k in 0..<components {
        distances.withUnsafeMutableBufferPointer { distances in
          guard let to = distances.baseAddress else { return }
          if form == .full {
            factors[k].squaredDistances(of: samples, chunk, around: centres[k], to)
          } else {
            diagonalDistances(samples, chunk, k, to)
          }
        }
        for (row, sample) in chunk.enumerated() {
          result[sample * components + k] = constants[k] - 0.5 * distances[row]
        }
      }
    }
  }

  private func diagonalDistances(
    _ samples: [Float], _ chunk: Range<Int>, _ k: Int, _ result: UnsafeMutablePointer<Double>
  ) {
    for (row, sample) in chunk.enumerated() {
      var sum = 0.0
      for i in 0..<size {
        let difference = Double(samples[sample * size + i]) - means[k * size + i]
        sum += difference * difference / covariances[k * size + i]
      }
      result[row] = sum
    }
  }

  /// Sets weights, means and covariances by the responsibilities, `[n, components]`.
  mutating func maximize(_ samples: [Float], _ responsibilities: [Double], _ regularization: Double) {
    let (size, components, form) = (size, components, form)
    let count = samples.count / size
    let length = form == .full ? size * size : size
    var sums = [Double](repeating: 0, count: components)
    var newMeans = [Double](repeating: 0, count: components * size)
    var newCovariances = [Double](repeating: 0, count: components * length)
    sums.withUnsafeMutableBufferPointer { sums in
      newMeans.withUnsafeMutableBufferPointer { means in
        newCovariances.withUnsafeMutableBufferPointer { covariances in
          guard let m = means.baseAddress, let c = covariances.baseAddress else { return }
          concurrently(components) { k in
            let moments = WeightedMoments(
              samples: samples, size: size, weights: (0..<count).map { responsibilities[$0 * components + k] })
            sums[k] = moments.total
            for i in 0..<size { m[k * size + i] = moments.mean[i] }
            moments.addCovariance(form, to: c + k * length)
            for i in 0..<size { c[k * length + (form == .full ? i * size + i : i)] += regularization }
          }
        }
      }
    }
    let whole = sums.reduce(0, +)
    weights = sums.map { $0 / whole }
    (means, covariances) = (newMeans, newCovariances)
  }
}

/// Sums over samples with weights.
private struct WeightedMoments {
  private static let chunk = 256

  let samples: [Float]
  let size: Int
  let weights: [Double]
  /// The sum of the weights; a little more than 0, so that a component without samples is defined.
  let total: Double
  let mean: [Double]

  init(samples: [Float], size: Int, weights: [Double]) {
    (self.samples, self.size, self.weights) = (samples, size, weights)
    let total = weights.reduce(0, +) + 10 * Double.ulpOfOne
    var mean = [Double](repeating: 0, count: size)
    for (sample, weight) in weights.enumerated() where weight > 0 {
      for i in 0..<size { mean[i] += weight * Double(samples[sample * size + i]) }
    }
    self.total = total
    self.mean = mean.map { $0 / total }
  }

  /// Adds the covariance, `[size, size]` or its diagonal.
  func addCovariance(_ form: GaussianMixture.Form, to result: UnsafeMutablePointer<Double>) {
    var rows = [Double](repeating: 0, count: Self.chunk * size)
    for first in stride(from: 0, to: weights.count, by: Self.chunk) {
      let count = min(Self.chunk, weights.count - first)
      for row in 0..<count {
        let root = (weights[first + row] / total).squareRoot()
        for i in 0..<size { rows[row * size + i] = root * (Double(samples[(first + row) * size + i]) - mean[i]) }
      }
      switch form {
      case .full:
        addSquare(of: rows, to: result, size, count)
      case .diagonal:
        for row in 0..<count {
          for i in 0..<size { result[i] += rows[row * size + i] * rows[row * size + i] }
        }
      }
    }
    guard form == .full else { return }
    for row in 0..<size {
      for column in 0..<row { result[column * size + row] = result[row * size + column] }
    }
  }
}
