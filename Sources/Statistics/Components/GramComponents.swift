internal import CLAPACK

/// The principal components of n samples with more than n values, by the eigenvectors u of their Gram matrix X Xᵀ.
///
/// A direction is Xᵀ u / |Xᵀ u|: the work grows with n², not with the square of the number of values.
struct GramComponents {
  private let values: [Float]
  private let size, samples: Int
  private let mean: [Double]

  init(of values: [Float], size: Int) throws(StatisticsError) {
    (self.values, self.size) = (values, size)
    samples = values.count / size
    try Covariance.check(size: samples)
    var sums = [Double](repeating: 0, count: size)
    for from in stride(from: 0, to: values.count, by: size) {
      for i in 0..<size { sums[i] += Double(values[from + i]) }
    }
    let factor = 1 / Double(samples)
    mean = sums.map { $0 * factor }
  }

  /// The values that are centred at a time: all in double precision would take twice the memory of the samples.
  private var columns: [Range<Int>] {
    let width = max(1, (1 << 22) / samples)
    return stride(from: 0, to: size, by: width).map { $0..<min($0 + width, size) }
  }

  /// The centred values `columns` of all samples, `[samples, columns]`.
  private func centred(_ columns: Range<Int>) -> [Double] {
    let count = samples * columns.count
    return [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      var place = 0
      for from in stride(from: 0, to: values.count, by: size) {
        for i in columns {
          buffer[place] = Double(values[from + i]) - mean[i]
          place += 1
        }
      }
      initialized = count
    }
  }

  func components(_ count: Int) throws(StatisticsError) -> PrincipalComponents {
    var gram = [Double](repeating: 0, count: samples * samples)
    for columns in columns {
      let centred = centred(columns)
      serially {
        cblas_dsyrk(
          CblasRowMajor, CblasLower, CblasNoTrans, Int32(samples), Int32(columns.count), 1 / Double(samples), centred,
          Int32(columns.count), 1, &gram, Int32(samples))
      }
    }
    let total = (0..<samples).reduce(0) { $0 + gram[$1 * samples + $1] }
    let found = try SymmetricEigenvectors(of: gram, order: samples, count: count)
    var directions = [Double](repeating: 0, count: count * size)
    for columns in columns {
      var part = [Double](repeating: 0, count: count * columns.count)
      part.withUnsafeMutableBufferPointer { part in
        guard let base = part.baseAddress else { return }
        multiply(found.vectors, by: centred(columns), into: base, count, columns.count, samples)
      }
      for row in 0..<count {
        directions.replaceSubrange(
          row * size + columns.lowerBound..<row * size + columns.upperBound,
          with: part[row * columns.count..<(row + 1) * columns.count])
      }
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
