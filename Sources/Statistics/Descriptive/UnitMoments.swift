/// The mean, the variance and the number of values other than 0 of each unit of many codes.
package struct UnitMoments {
  /// The number of codes.
  package private(set) var count = 0
  /// The codes in which each unit is not 0.
  package private(set) var nonzeros: [Int]
  /// The mean of each unit.
  package private(set) var means: [Double]
  /// The sum of squared deviations from the mean of each unit.
  package private(set) var squares: [Double]

  /// Starts with no codes of `size` units.
  package init(size: Int) {
    nonzeros = [Int](repeating: 0, count: size)
    means = [Double](repeating: 0, count: size)
    squares = means
  }

  /// Adds codes, `[n, size]`.
  package mutating func add(_ codes: [Float]) {
    let size = means.count
    for code in 0..<codes.count / max(size, 1) {
      count += 1
      let weight = 1 / Double(count)
      for unit in 0..<size {
        let value = Double(codes[code * size + unit])
        if value != 0 { nonzeros[unit] += 1 }
        // Welford's running mean and sum of squared deviations.
        let difference = value - means[unit]
        means[unit] += difference * weight
        squares[unit] += difference * (value - means[unit])
      }
    }
  }

  /// The mean and the variance of each unit of codes, `[n, size]`, in two passes.
  package static func meansAndVariances(of codes: [Float], size: Int) -> (means: [Double], variances: [Double]) {
    let count = Double(max(codes.count / max(size, 1), 1))
    var (sums, squares) = ([Double](repeating: 0, count: size), [Double](repeating: 0, count: size))
    for index in codes.indices { sums[index % size] += Double(codes[index]) }
    let means = sums.map { $0 / count }
    for index in codes.indices {
      let difference = Double(codes[index]) - means[index % size]
      squares[index % size] += difference * difference
    }
    return (means, squares.map { $0 / count })
  }
}
