internal import CLAPACK
internal import Diagnostics

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The lower triangular L with L Lᵀ = Σ of a covariance.
struct CholeskyFactor {
  /// L by columns, `[order, order]`; above the diagonal it has no meaning.
  private let factor: [Double]
  private let order: Int

  /// - Throws: ``StatisticsError`` when Σ is not positive definite.
  init(_ covariance: [Double], order: Int) throws(StatisticsError) {
    var factor = covariance
    var triangle = CChar(UInt8(ascii: "L"))
    var (n, rows, information) = (Int32(order), Int32(order), Int32(0))
    serially { dpotrf_(&triangle, &n, &factor, &rows, &information) }
    guard information == 0 else {
      throw StatisticsError(
        code: .noResult,
        report: Report(
          "the covariance is singular", place: "\(order) dimensions",
          expected: "more samples than dimensions, and no value that follows from others",
          got: "no Cholesky factor beyond row \(information)", cure: "regularize, or use fewer dimensions"))
    }
    (self.factor, self.order) = (factor, order)
  }

  /// log |Σ|.
  var logDeterminant: Double { (0..<order).reduce(0) { $0 + 2 * log(factor[$1 * order + $1]) } }

  /// (x - μ)ᵀ Σ⁻¹ (x - μ) of each sample of `samples`, `[n, order]`.
  func squaredDistances(of samples: [Float], around mean: [Double]) -> [Double] {
    let count = rows(of: samples, size: order)
    return filledConcurrently(count, piecesOf: 256, zero: 0.0) { range, result in
      squaredDistances(of: samples, range, around: mean, result + range.lowerBound)
    }
  }

  /// The same of the samples in `range`, on this thread.
  func squaredDistances(
    of samples: [Float], _ range: Range<Int>, around mean: [Double], _ result: UnsafeMutablePointer<Double>
  ) {
    var centred = [Double](repeating: 0, count: range.count * order)
    for (row, sample) in range.enumerated() {
      for i in 0..<order { centred[row * order + i] = Double(samples[sample * order + i]) - mean[i] }
    }
    // Rows are columns of a matrix by columns: L⁻¹ (x - μ).
    serially {
      cblas_dtrsm(
        CblasColMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, Int32(order), Int32(range.count), 1, factor,
        Int32(order), &centred, Int32(order))
    }
    for row in 0..<range.count {
      var sum = 0.0
      for i in 0..<order { sum += centred[row * order + i] * centred[row * order + i] }
      result[row] = sum
    }
  }
}
