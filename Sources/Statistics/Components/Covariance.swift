internal import Diagnostics
internal import Foundation

/// The mean and the covariance of samples that come in batches, summed in double precision in one pass.
///
/// The products are summed around the mean of the first batch, so that a large mean costs no precision. The memory is
/// that of one matrix of doubles, 8 size² bytes, and of some hundred samples: 1.2 GB for 12,288 values (64 x 64 RGB).
public struct Covariance: Sendable {
  /// The number of values of a sample.
  public let size: Int
  /// The number of samples so far.
  public private(set) var count = 0
  private var centre: [Double] = []
  /// Σ (x - centre), `[size]`.
  private var sums: [Double]
  /// Σ (x - centre)(x - centre)ᵀ, the lower triangle of `[size, size]`.
  private var products: [Double]

  /// Creates the covariance of no samples yet.
  ///
  /// - Parameter size: The number of values of a sample.
  /// - Throws: ``StatisticsError`` when the matrix is larger than half of the memory.
  public init(size: Int) throws(StatisticsError) {
    try Self.check(size: size)
    self.size = size
    sums = [Double](repeating: 0, count: size)
    products = [Double](repeating: 0, count: size * size)
  }

  /// The covariance of `samples`, `[n, size]`.
  ///
  /// - Throws: ``StatisticsError`` when the matrix is larger than half of the memory.
  public init(of samples: [Float], size: Int) throws(StatisticsError) {
    try self.init(size: size)
    add(samples)
  }

  /// Adds a batch of samples, `[n, size]`.
  public mutating func add(_ batch: [Float]) {
    batch.withUnsafeBufferPointer { add($0) }
  }

  /// Adds a batch of samples, `[n, size]`.
  public mutating func add(_ batch: UnsafeBufferPointer<Float>) {
    require(batch.count.isMultiple(of: size), "\(batch.count) values are not rows of \(size)")
    let total = batch.count / size
    guard total > 0, let rows = batch.baseAddress else { return }
    if centre.isEmpty { centre = Self.mean(batch, size: size) }
    count += total
    centre.withUnsafeBufferPointer { centre in
      sums.withUnsafeMutableBufferPointer { sums in
        products.withUnsafeMutableBufferPointer { products in
          guard let centre = centre.baseAddress, let sums = sums.baseAddress, let products = products.baseAddress
          else { return }
          CentredSquares(size: size).add(rows, count: total, centre: centre, sums: sums, products: products)
        }
      }
    }
  }

  /// The mean of the samples, `[size]`; zeros without samples.
  public var mean: [Double] {
    guard count > 0 else { return sums }
    return zip(centre, sums).map { $0 + $1 / Double(count) }
  }

  /// The covariance, `[size, size]`.
  ///
  /// - Parameter divisor: What the sum over n samples is divided by: n by default (maximum likelihood); n - 1 is unbiased.
  public consuming func matrix(divisor: Double? = nil) -> [Double] {
    let size = size
    var matrix = lowerTriangle(divisor: divisor)
    mirror(&matrix, size)
    return matrix
  }

  /// The covariance, of which only the lower triangle of `[size, size]` is meaningful; the matrix is not copied where
  /// this is the last use.
  package consuming func lowerTriangle(divisor: Double? = nil) -> [Double] {
    let divisor = divisor ?? Double(max(count, 1))
    let shift = 1 / Double(max(count, 1))
    let (size, sums) = (size, sums)
    var matrix: [Double] = []
    swap(&matrix, &products)
    for row in 0..<size {
      let factor = sums[row] * shift
      for column in 0...row {
        let at = row * size + column
        matrix[at] = (matrix[at] - factor * sums[column]) / divisor
      }
    }
    return matrix
  }

  private static func mean(_ batch: UnsafeBufferPointer<Float>, size: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: size)
    for from in stride(from: 0, to: batch.count, by: size) {
      for i in 0..<size { sums[i] += Double(batch[from + i]) }
    }
    let factor = Double(size) / Double(batch.count)
    return sums.map { $0 * factor }
  }

  /// Rejects samples whose covariance is larger than half of the memory.
  ///
  /// - Parameters:
  ///   - size: The number of values of a sample.
  ///   - matrices: The number of matrices of the covariance's size.
  package static func check(size: Int, matrices: Double = 1) throws(StatisticsError) {
    let memory = Double(ProcessInfo.processInfo.physicalMemory)
    let needed = 8 * matrices * Double(size) * Double(size)
    guard needed <= memory / 2, size <= Int(Int32.max) else {
      throw StatisticsError(
        code: .memory,
        report: Report(
          "the images are too large for their principal components", place: "\(size) pixels",
          expected: "a covariance matrix of at most half of the memory, \(Figures.bytes(memory / 2))",
          got: Figures.bytes(needed), cure: "make the images smaller"))
    }
  }
}
