internal import Diagnostics

/// The mean and the principal components of samples.
///
/// The covariance is summed in double precision, in bounded memory (``Covariance``); its eigenvectors are computed by
/// LAPACK's `dsyevr`. Samples with more values than there are samples are decomposed by their Gram matrix.
public struct PrincipalComponents: Sendable {
  /// The mean of the samples, `[size]`.
  public let mean: [Float]
  /// `[count, size]`: orthonormal, by descending variance; the element of the largest magnitude of each is positive.
  public let directions: [Float]
  /// The variance along each direction, `[count]`; sums are divided by the number of samples.
  public let variances: [Double]
  /// The sum of the variances of all values.
  public let totalVariance: Double

  /// The number of components.
  public var count: Int { variances.count }
  /// The number of values of a sample.
  public var size: Int { mean.count }
  /// The share of each component of the total variance, `[count]`.
  public var explainedVarianceRatios: [Double] { variances.map { totalVariance > 0 ? $0 / totalVariance : 0 } }

  /// Finds the components of samples that are all in memory.
  ///
  /// - Parameters:
  ///   - samples: `[n, size]`.
  ///   - size: The number of values of a sample.
  ///   - count: The number of components, 1 to the lesser of n and `size`.
  /// - Throws: ``StatisticsError`` when there are more components than samples or values, a value is not finite, or
  ///   there is no memory for the matrix.
  public init(of samples: [Float], size: Int, count: Int) throws(StatisticsError) {
    try checkFinite(samples, size: size, place: "principal components")
    let total = rows(of: samples, size: size)
    guard size > total else {
      try self.init(of: Covariance(of: samples, size: size), count: count)
      return
    }
    try Self.check(count: count, samples: total, size: size)
    self = try GramComponents(of: samples, size: size).components(count)
  }

  /// Finds the components of samples whose covariance is known.
  ///
  /// - Parameters:
  ///   - covariance: The sums over all samples; not copied where this is its last use.
  ///   - count: The number of components, 1 to the lesser of the numbers of samples and of values.
  /// - Throws: ``StatisticsError`` when there are more components than samples or values, or a value was not finite.
  public init(of covariance: consuming Covariance, count: Int) throws(StatisticsError) {
    let size = covariance.size
    try Self.check(count: count, samples: covariance.count, size: size)
    let mean = covariance.mean.map(Float.init)
    let matrix = covariance.lowerTriangle()
    let total = (0..<size).reduce(0) { $0 + matrix[$1 * size + $1] }
    let found = try SymmetricEigenvectors(of: matrix, order: size, count: count)
    self.init(
      mean: mean, directions: found.vectors.map(Float.init), variances: found.values.map { max($0, 0) },
      totalVariance: total)
  }

  init(mean: [Float], directions: [Float], variances: [Double], totalVariance: Double) {
    (self.mean, self.directions, self.variances) = (mean, directions, variances)
    self.totalVariance = totalVariance
  }

  private static func check(count: Int, samples: Int, size: Int) throws(StatisticsError) {
    guard 1...max(1, min(samples, size)) ~= count, samples > 0 else {
      throw StatisticsError(
        code: .tooFewSamples,
        report: Report(
          "the number of principal components is out of range", expected: "1 to \(min(samples, size))",
          got: "\(count), of \(samples) samples of \(size) values"))
    }
  }

  /// The coordinates of samples, `[n, size]`, along the directions: `[n, count]`.
  public func codes(of samples: [Float]) -> [Float] {
    let directions = directions.map(Double.init)
    return mapRows(samples, from: size, to: count) { rows, result, total in
      for row in 0..<total {
        for i in 0..<size { rows[row &* size &+ i] -= Double(mean[i]) }
      }
      multiply(rows, byTransposed: directions, into: result, total, count, size)
    }
  }

  /// The samples, `[n, size]`, with these coordinates, `[n, count]`.
  public func samples(of codes: [Float]) -> [Float] {
    let directions = directions.map(Double.init)
    return mapRows(codes, from: count, to: size) { rows, result, total in
      multiply(rows, by: directions, into: result, total, size, count)
      for row in 0..<total {
        for i in 0..<size { result[row &* size &+ i] += Double(mean[i]) }
      }
    }
  }
}

/// Maps rows of `input` values to rows of `output` values in double precision, some hundred at a time, on several threads.
func mapRows(
  _ samples: [Float], from input: Int, to output: Int,
  _ body: (
    _ rows: UnsafeMutablePointer<Double>, _ result: UnsafeMutablePointer<Double>, _ count: Int
  ) -> Void
) -> [Float] {
  let count = rows(of: samples, size: input)
  return [Float](unsafeUninitializedCapacity: count * output) { buffer, initialized in
    initialized = count * output
    guard let to = buffer.baseAddress, count > 0, output > 0 else { return }
    concurrently(count, piecesOf: 256) { range in
      var rows = samples[range.lowerBound * input..<range.upperBound * input].map(Double.init)
      var result = [Double](repeating: 0, count: range.count * output)
      rows.withUnsafeMutableBufferPointer { rows in
        result.withUnsafeMutableBufferPointer { result in
          guard let from = rows.baseAddress, let into = result.baseAddress else { return }
          body(from, into, range.count)
        }
      }
      let first = to + range.lowerBound * output
      for i in result.indices { (first + i).initialize(to: Float(result[i])) }
    }
  }
}
