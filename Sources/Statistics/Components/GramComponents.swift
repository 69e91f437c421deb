internal import CLAPACK

/// The principal components of n samples with more than n values, by the eigenvectors u of their Gram matrix X Xᵀ.
///
/// A direction is Xᵀ u / |Xᵀ u|: the work grows with n², not with the square of the number of values.
struct GramComponents {
  private let size, samples: Int
  private let mean: [Double]
  /// The centred samples, `[samples, size]`.
  private let centred: [Double]

  init(of samples: [Float], size: Int) throws(StatisticsError) {
    self.size = size
    self.samples = samples.count / size
    try Covariance.check(size: self.samples)
    var sums = [Double](repeating: 0, count: size)
    for from in stride(from: 0, to: samples.count, by: size) {
      for i in 0..<size { sums[i] += Double(samples[from + i]) }
    }
    let factor = 1 / Double(self.samples)
    let mean = sums.map { $0 * factor }
    self.mean = mean
    centred = [Double](unsafeUninitializedCapacity: samples.count) { buffer, initialized in
      for from in stride(from: 0, to: samples.count, by: size) {
        for i in 0..<size { buffer[from + i] = Double(samples[from + i]) - mean[i] }
      }
      initialized = samples.count
    }
  }

  func components(_ count: Int) throws(StatisticsError) -> PrincipalComponents {
    var gram = [Double](repeating: 0, count: samples * samples)
    serially {
      cblas_dsyrk(
        CblasRowMajor, CblasLower, CblasNoTrans, Int32(samples), Int32(size), 1 / Double(samples), centred, Int32(size),
        0, &gram, Int32(samples))
    }
    let total = (0..<samples).reduce(0) { $0 + gram[$1 * samples + $1] }
    let found = try SymmetricEigenvectors(of: gram, order: samples, count: count)
    var directions = [Double](repeating: 0, count: count * size)
    directions.withUnsafeMutableBufferPointer { directions in
      guard let base = directions.baseAddress else { return }
      multiply(found.vectors, by: centred, into: base, count, size, samples)
    }
    // Centred samples have at most n - 1 directions with a variance; the others are any that complete the basis.
    let least = Double(samples) * 1e-15 * max(found.values[0], 0)
    for row in 0..<count { normalize(row, &directions, isDetermined: found.values[row] > least) }
    return PrincipalComponents(
      mean: mean.map(Float.init), directions: directions.map(Float.init), variances: found.values.map { max($0, 0) },
      totalVariance: total)
  }

  /// Makes a direction a unit vector, orthogonal to those before it; one without variance is replaced by an axis made
  /// orthogonal.
  private func normalize(_ row: Int, _ directions: inout [Double], isDetermined: Bool) {
    var axis = 0
    var candidate = Array(directions[row * size..<(row + 1) * size])
    if !isDetermined { candidate = unit(axis) }
    while true {
      let before = length(candidate)
      // Twice is enough (Kahan and Parlett).
      for _ in 0..<2 {
        for other in 0..<row {
          var dot = 0.0
          for i in 0..<size { dot += candidate[i] * directions[other * size + i] }
          for i in 0..<size { candidate[i] -= dot * directions[other * size + i] }
        }
      }
      let after = length(candidate)
      if after > 1e-3 * before, after > 0 {
        let largest = candidate.max { abs($0) < abs($1) } ?? 1
        let factor = (largest < 0 ? -1 : 1) / after
        for i in 0..<size { directions[row * size + i] = candidate[i] * factor }
        return
      }
      axis += 1
      candidate = unit(axis)
    }
  }

  private func unit(_ axis: Int) -> [Double] { (0..<size).map { $0 == axis ? 1 : 0 } }

  private func length(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
