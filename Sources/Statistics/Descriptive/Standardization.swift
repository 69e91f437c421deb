/// The mean and the deviation of each value of samples, to bring them to mean 0 and deviation 1.
public struct Standardization: Sendable {
  /// The mean of each value, `[size]`.
  public let means: [Double]
  /// The inverse of each deviation, `[size]`; 0 for a constant value.
  public let factors: [Double]

  /// Measures samples, `[n, size]`.
  public init(of samples: [Float], size: Int) {
    let count = Double(rows(of: samples, size: size))
    var (sums, squares) = ([Double](repeating: 0, count: size), [Double](repeating: 0, count: size))
    for from in stride(from: 0, to: samples.count, by: size) {
      for i in 0..<size { sums[i] += Double(samples[from + i]) }
    }
    let means = sums.map { $0 / count }
    for from in stride(from: 0, to: samples.count, by: size) {
      for i in 0..<size {
        let difference = Double(samples[from + i]) - means[i]
        squares[i] += difference * difference
      }
    }
    self.means = means
    factors = squares.map { $0 / count > 1e-12 ? 1 / ($0 / count).squareRoot() : 0 }
  }

  /// (x - mean) / deviation of samples, `[n, size]`; 0 where the measured values were constant.
  public func standardized(_ samples: [Float]) -> [Float] {
    let size = means.count
    let count = rows(of: samples, size: size)
    return samples.withUnsafeBufferPointer { samples in
      filledConcurrently(count * size, piecesOf: 256 * size, zero: Float(0)) { range, result in
        for from in stride(from: range.lowerBound, to: range.upperBound, by: size) {
          for i in 0..<size { result[from + i] = Float((Double(samples[from + i]) - means[i]) * factors[i]) }
        }
      }
    }
  }
}
